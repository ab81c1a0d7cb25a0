namespace GenEmu.Core.Tests.Support;

/// <summary>Takes a flat protected-mode vCPU to CPL 3.</summary>
internal static class UserModeSetup
{
    private const uint TaskState = 0x4000;

    /// <summary>User segments, and a TSS whose inner stack is 16:8000h.</summary>
    public static TestCpu UserMode(this TestCpu cpu)
    {
        byte[] tss = new byte[104];
        BitConverter.GetBytes(0x8000).CopyTo(tss, 4);
        BitConverter.GetBytes(16).CopyTo(tss, 8);
        cpu.Write(TaskState, tss);
        cpu.Registers.SetSegment(SegmentRegister.Tr, new SegmentValue(40, TaskState, (uint)tss.Length - 1, 0x8B));
        cpu.Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(0x1B, 0, uint.MaxValue, 0xC0FB));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ss, SegmentRegister.Ds, SegmentRegister.Es])
        {
            cpu.Registers.SetSegment(segment, new SegmentValue(0x23, 0, uint.MaxValue, 0xC0F3));
        }

        cpu.Registers.Cpl = 3;
        return cpu;
    }
}
