using GenEmu.Abstractions;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <summary>Carries accesses to devices, and their answers back.</summary>
/// <remarks>Devices are never trusted: what they throw is caught here, handed to <see cref="DeviceFaulted"/>, and read as all ones.</remarks>
internal sealed class IoBus
{
    private ulong _nextId;

    public PortSpace Ports { get; } = new();

    /// <summary>A device threw: who, at which access, what.</summary>
    public Action<IoRequest, Exception>? DeviceFaulted { get; set; }

    /// <summary>Nobody answered.</summary>
    public Action<IoRequest>? Unclaimed { get; set; }

    /// <summary>Holds complete answers back; null for none. Makes every claim behave as an asynchronous one.</summary>
    public Action<PendingAnswer, ulong>? Delay { get; set; }

    /// <summary>Sees every access before the device does; null for none. Makes direct accesses impossible.</summary>
    public Action<IoRequest>? Watch { get; set; }

    /// <summary>The access that a device is being called for, for the provenance of what it asks for. Direct reads are not noted.</summary>
    public IoRequest? Current { get; private set; }

    /// <summary>Whether direct handlers may call synchronous devices themselves.</summary>
    public bool AllowsDirect => Delay is null && Watch is null;

    /// <summary>A port read by a device that is known to be synchronous.</summary>
    public uint ReadPort(PortLayer layer, int port, int width)
    {
        try
        {
            return layer.Device!.ReadPort(layer.Access(port, width)) & Mask(width);
        }
        catch (Exception exception)
        {
            Fault(new IoRequest(_nextId++, IoKind.PortRead, (ulong)port, width, 0, layer.Owner), exception);
            return Mask(width);
        }
    }

    /// <summary>A port write to a device that is known to be synchronous.</summary>
    public void WritePort(PortLayer layer, int port, int width, uint value)
    {
        var request = new IoRequest(_nextId++, IoKind.PortWrite, (ulong)port, width, value, layer.Owner);
        Current = request;
        try
        {
            layer.Device!.WritePort(layer.Access(port, width), value);
        }
        catch (Exception exception)
        {
            Fault(request, exception);
        }

        Current = null;
    }

    /// <summary>Starts one natively sized port access.</summary>
    /// <returns>The access; already completed if the answer was immediate.</returns>
    public PendingAnswer StartPort(PortLayer? layer, int port, int width, bool write, uint value)
    {
        var request = new IoRequest(_nextId++, write ? IoKind.PortWrite : IoKind.PortRead, (ulong)port, width, value, layer?.Owner ?? "");
        return Start(request, layer is null, answer => layer!.AsyncDevice is { } device
            ? StartAsync(device, layer.Access(port, width), write, value, answer)
            : CallPort(layer, port, width, write, value));
    }

    /// <summary>Starts one natively sized memory access.</summary>
    /// <returns>The access; already completed if the answer was immediate.</returns>
    public PendingAnswer StartMemory(MemoryLayer? layer, ulong address, int width, bool write, ulong value)
    {
        var request = new IoRequest(_nextId++, write ? IoKind.MemoryWrite : IoKind.MemoryRead, address, width, value, layer?.Owner ?? "");
        return Start(request, layer is null, answer =>
        {
            var access = new MmioAccess(address, address - layer!.EffectiveBase, (byte)width, layer.Tag);
            return layer.AsyncDevice is { } device ? StartAsync(device, access, write, value, answer) : CallMemory(layer.Device!, access, write, value);
        });
    }

    /// <summary>All ones at a width.</summary>
    public static uint Mask(int width) => width >= 4 ? uint.MaxValue : (1u << (8 * width)) - 1;

    private static ulong Mask64(int width) => width >= 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;

    private static ulong? CallPort(PortLayer layer, int port, int width, bool write, uint value)
    {
        if (!write)
        {
            return layer.Device!.ReadPort(layer.Access(port, width));
        }

        layer.Device!.WritePort(layer.Access(port, width), value);
        return 0;
    }

    private static ulong? CallMemory(IMmioDevice device, MmioAccess access, bool write, ulong value)
    {
        if (!write)
        {
            return device.ReadMmio(access);
        }

        device.WriteMmio(access, value);
        return 0;
    }

    private static ulong? StartAsync(IAsyncPortDevice device, PortAccess access, bool write, uint value, PendingAnswer answer)
    {
        if (write)
        {
            return Observe(device.WritePortAsync(access, value, answer.CancellationToken), answer);
        }

        ValueTask<uint> task = device.ReadPortAsync(access, answer.CancellationToken);
        return task.IsCompletedSuccessfully ? task.Result : Observe(Widen(task), answer);
    }

    private static ulong? StartAsync(IAsyncMmioDevice device, MmioAccess access, bool write, ulong value, PendingAnswer answer)
        => write
            ? Observe(device.WriteMmioAsync(access, value, answer.CancellationToken), answer)
            : Observe(device.ReadMmioAsync(access, answer.CancellationToken), answer);

    private static async ValueTask<ulong> Widen(ValueTask<uint> task) => await task;

    private static ulong? Observe(ValueTask task, PendingAnswer answer)
    {
        if (task.IsCompletedSuccessfully)
        {
            return 0;
        }

        _ = Await(AsRead(task), answer);
        return null;

        static async ValueTask<ulong> AsRead(ValueTask task)
        {
            await task;
            return 0;
        }
    }

    private static ulong? Observe(ValueTask<ulong> task, PendingAnswer answer)
    {
        if (task.IsCompletedSuccessfully)
        {
            return task.Result;
        }

        _ = Await(task, answer);
        return null;
    }

    private static async Task Await(ValueTask<ulong> task, PendingAnswer answer)
    {
        ulong value = ulong.MaxValue;
        Exception? error = null;
        try
        {
            value = await task;        // on the machine's own context, where there is one
        }
        catch (Exception exception)
        {
            error = exception;       // handed to the host's policy when the instruction takes the answer
        }

        answer.Complete(value, error);
    }

    private PendingAnswer Start(IoRequest request, bool unclaimed, Func<PendingAnswer, ulong?> call)
    {
        Watch?.Invoke(request);
        var answer = new PendingAnswer(request);
        if (unclaimed)
        {
            Unclaimed?.Invoke(request);
            answer.Complete(Mask64(request.Width));
            return answer;
        }

        ulong? immediate;
        Current = request;
        try
        {
            immediate = call(answer);
        }
        catch (Exception exception)
        {
            Fault(request, exception);
            immediate = ulong.MaxValue;
        }

        Current = null;

        if (immediate is { } value)
        {
            Finish(answer, value & Mask64(request.Width));
        }

        return answer;
    }

    private void Finish(PendingAnswer answer, ulong value)
    {
        if (Delay is null)
        {
            answer.Complete(value);
        }
        else
        {
            Delay(answer, value);
        }
    }

    /// <summary>Takes a completed answer: its value, or all ones if the device failed.</summary>
    public ulong Take(PendingAnswer answer)
    {
        ulong mask = Mask64(answer.Request.Width);
        if (answer.Error is null)
        {
            return answer.Value & mask;
        }

        Fault(answer.Request, answer.Error);
        return mask;
    }

    private void Fault(IoRequest request, Exception exception) => DeviceFaulted?.Invoke(request, exception);
}
