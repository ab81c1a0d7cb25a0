using System.Runtime.InteropServices;

namespace GenEmu.Core.Io;

/// <summary>Exactly where a device's answer enters a run (rule B20).</summary>
/// <param name="Vcpu">The vCPU's index.</param>
/// <param name="Instruction">Its <see cref="GenEmu.Core.Vcpu.InstructionCount"/>: the number of the instruction (or iteration, or event delivery) that asked.</param>
/// <param name="Step">The access's position in that instruction's transaction log.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AnswerStamp(int Vcpu, long Instruction, int Step)
{
    public override string ToString() => $"vCPU {Vcpu}, instruction {Instruction}, step {Step}";
}
