using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Chooses the direct handlers of decoded ops.</summary>
internal sealed unsafe class DirectTable
{
    public DirectTable()
    {
        Leave = &Direct.LeaveHandler;
        Continue = &Direct.ContinueHandler;
    }

    /// <summary>Leaves at once: the recorded way runs the op.</summary>
    public delegate*<VcpuState*, Op*, TlbEntry*, long, ulong, ulong, void> Leave { get; }

    /// <summary>Goes on at the op's IP, in another block.</summary>
    public delegate*<VcpuState*, Op*, TlbEntry*, long, ulong, ulong, void> Continue { get; }

    /// <summary>The direct handler for an op under a code mode.</summary>
    public delegate*<VcpuState*, Op*, TlbEntry*, long, ulong, ulong, void> Handler(Op* op, uint mode)
    {
        _ = mode;
        _ = op;
        return Leave;
    }
}
