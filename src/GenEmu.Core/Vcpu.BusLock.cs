using GenEmu.Core.Execution;

namespace GenEmu.Core;

/// <content>LOCK (SDM vol. 3, 8.1.2).</content>
/// <remarks>
/// vCPUs of one machine take turns between instructions, so what completes at once is atomic anyhow. Only an instruction that waits in its middle
/// could let somebody else in.
/// </remarks>
public sealed unsafe partial class Vcpu
{
    private const byte XchgByte = 0x86;
    private const byte XchgWord = 0x87;

    /// <summary>Whether a locked instruction waits in the middle of its accesses. Until it has retired, no other vCPU of the machine may run (rule B8).</summary>
    public bool HoldsBus => _flight == Flight.Instruction && IsLocked(_flying) && _transaction.IsAtOperand;

    /// <summary>XCHG with memory locks without being asked to (SDM vol. 3, 8.1.2.1).</summary>
    private static bool IsLocked(Op* o)
    {
        FormInfo form = InstructionTable.Forms[o->Form];
        bool exchanges = form is { Map: 0, Opcode: XchgByte or XchgWord } && o->Kind0 == OperandKind.Memory;
        return (o->Flags & OpFlags.Lock) != 0 || exchanges;
    }
}
