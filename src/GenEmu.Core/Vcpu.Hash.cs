using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Core;

/// <content>The state in a form that two processors can be compared by.</content>
public sealed unsafe partial class Vcpu
{
    /// <summary>Passes on everything the guest could notice, piece by piece and in a fixed order. Changes nothing.</summary>
    /// <remarks>The engine's own words are left out, and the lazy flags count as what they stand for: both differ between runs that no guest can tell apart.</remarks>
    internal void Describe(StateSink sink)
    {
        var start = (byte*)_s;
        sink(new ReadOnlySpan<byte>(start, (int)((byte*)&_s->Result - start)));        // up to and with RIP
        sink(BitConverter.GetBytes(Registers.EFlags));
        sink(new ReadOnlySpan<byte>(&_s->Cpl, (int)((byte*)&_s->Iteration - (byte*)&_s->Cpl)));
        sink([_nmiLatched ? (byte)1 : (byte)0]);
        sink(BitConverter.GetBytes(_s->Iteration));
        sink(BitConverter.GetBytes(InstructionCount));
        sink(BitConverter.GetBytes(_timeStampOffset));
        sink([_externalLatched ? (byte)1 : (byte)0]);
        Apic?.Describe(sink);
        if (_transaction.Waiting is { } answer)
        {
            sink(BitConverter.GetBytes((int)answer.Request.Kind));
            sink(BitConverter.GetBytes(answer.Request.Address));
            sink(BitConverter.GetBytes(answer.Request.Data));
        }
    }
}
