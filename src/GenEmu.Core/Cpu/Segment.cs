namespace GenEmu.Core.Cpu;

/// <summary>Segment registers by their number in ModRM.reg (SDM vol. 2, 2.1.5).</summary>
internal static class Segment
{
    public const int Es = 0;
    public const int Cs = 1;
    public const int Ss = 2;
    public const int Ds = 3;
    public const int Fs = 4;
    public const int Gs = 5;
    public const int Count = 6;
}
