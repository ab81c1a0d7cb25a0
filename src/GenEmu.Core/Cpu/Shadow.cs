namespace GenEmu.Core.Cpu;

/// <summary>What the instruction just retired holds back for one boundary (SDM vol. 3, 6.8.3).</summary>
[Flags]
internal enum Shadow
{
    None = 0,

    /// <summary>STI that set IF: external interrupts wait for one more instruction.</summary>
    Sti = 1,

    /// <summary>MOV SS or POP SS: interrupts, code breakpoints and debug traps wait for one more instruction.</summary>
    MovSs = 2,
}
