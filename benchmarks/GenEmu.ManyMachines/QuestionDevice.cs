using GenEmu;
using GenEmu.Abstractions;

namespace GenEmu.ManyMachines;

/// <summary>The whole board of one machine: a program in ROM that asks port 10h without end, and the port, which answers when the host says so.</summary>
internal sealed class QuestionDevice : IDevice, IAsyncPortDevice
{
    private const ushort Port = 0x10;
    private const int RomSize = 0x1000;

    private TaskCompletionSource<uint> _answer = new();

    /// <summary>How many questions were answered.</summary>
    public long Answers { get; private set; }

    /// <summary>Whether the guest waits now.</summary>
    public bool IsAsked { get; private set; }

    public void Attach(IDeviceHost host)
    {
        byte[] rom = new byte[RomSize];
        byte[] program = [0xE4, (byte)Port, 0xEB, 0xFC];        // again: IN AL, 10h; JMP again
        program.CopyTo(rom, RomSize - 16);
        _ = host.MemoryMap.MapRom(new MemoryClaim { Base = 0xFFFF_F000, Length = RomSize }, rom);
        _ = host.Ports.Claim(new PortClaim { Base = Port }, this);
    }

    public void Reset(ResetKind kind) => Answers = 0;

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        IsAsked = true;
        uint value = await _answer.Task;
        _answer = new TaskCompletionSource<uint>();
        Answers++;
        return value;
    }

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Answers the question; from any thread, while the guest waits.</summary>
    public void Answer()
    {
        IsAsked = false;
        _answer.SetResult(0x5A);
    }
}
