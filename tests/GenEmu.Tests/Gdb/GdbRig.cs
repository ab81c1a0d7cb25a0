using System.Net;
using GenEmu.Core;
using GenEmu.Tests.Support;
using Iced.Intel;
using Microsoft.Extensions.Logging;

namespace GenEmu.Tests.Gdb;

/// <summary>A small machine in flat 32-bit mode with a gdb server on it.</summary>
internal sealed class GdbRig : IAsyncDisposable
{
    public const uint Code = 0x10000;

    private readonly CancellationTokenSource _end = new();
    private Task<MachineStop>? _run;

    private GdbRig(Machine machine, ILogger? log)
    {
        Machine = machine;
        Server = GdbServer.Listen(machine, new IPEndPoint(IPAddress.Loopback, 0), log, Trace);
    }

    public Machine Machine { get; }

    public GdbServer Server { get; }

    /// <summary>What <c>monitor trace</c> writes.</summary>
    public StringWriter Trace { get; } = new();

    /// <summary>A machine whose only CPU is about to run a program at <see cref="Code"/>, with paging off and SSE on.</summary>
    public static GdbRig Create(Action<Assembler> program, Action<MachineBuilder>? configure = null, params GenEmu.Abstractions.IDevice[] devices)
        => Create(program, configure, null, devices);

    public static GdbRig Create(Action<Assembler> program, Action<MachineBuilder>? configure, ILogger? log, params GenEmu.Abstractions.IDevice[] devices)
    {
        const ulong ProtectedMode = 1;
        const ulong FxsaveAndSimdExceptions = 0x600;
        Machine machine = Rig.Create(a => a.hlt(), configure ?? (_ => { }), devices);
        machine.Memory.Write(Code, Assemble(32, Code, program));
        VcpuRegisters registers = machine.Cpu.Registers;
        registers.Cr0 = ProtectedMode;
        registers.Cr4 = FxsaveAndSimdExceptions;
        registers.SetSegment(SegmentRegister.Cs, new SegmentValue(8, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in new[] { SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss })
        {
            registers.SetSegment(segment, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        }

        registers.Rsp = 0x8000;
        registers.Rip = Code;
        return new GdbRig(machine, log);
    }

    /// <summary>A machine that starts a program in real mode at F000:0000.</summary>
    public static GdbRig CreateReal(Action<Assembler> program, Action<MachineBuilder>? configure = null) => new(Rig.Create(program, configure ?? (_ => { })), null);

    public static byte[] Assemble(int bits, uint origin, Action<Assembler> program)
    {
        var assembler = new Assembler(bits);
        program(assembler);
        using var code = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(code), origin);
        return code.ToArray();
    }

    /// <summary>Runs the machine until it ends, or the rig does.</summary>
    public Task<MachineStop> RunAsync(bool wait = true) => _run = Server.RunAsync(timeout: TimeSpan.FromSeconds(120), waitForDebugger: wait, cancellationToken: _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_run is not null)
        {
            await _run;
        }

        await Server.DisposeAsync();
        await Machine.DisposeAsync();
        _end.Dispose();
    }
}
