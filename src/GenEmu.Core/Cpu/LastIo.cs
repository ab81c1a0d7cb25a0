namespace GenEmu.Core.Cpu;

/// <summary>The last I/O instruction (or iteration of one) as it was before it retired: what SMRAM shows if an SMI is taken at its boundary (rule B19).</summary>
internal struct LastIo
{
    /// <summary>The vCPU's instruction count before it; nothing else has retired since if the count is one more now.</summary>
    public long Count;

    public ulong Rip;
    public ulong Rcx;
    public ulong Rsi;
    public ulong Rdi;
    public long Iteration;

    /// <summary>The I/O state field (SDM vol. 3, table 34-5).</summary>
    public uint State;

    /// <summary>The linear address of a string instruction's operand.</summary>
    public uint Address;
}
