using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>Accesses to the registers of the processor's own APIC.</content>
/// <remarks>They answer at once and are no bus cycles, so nobody can watch or delay them; in the log they are like RAM: done once, and not again in a replay.</remarks>
internal sealed unsafe partial class Transaction
{
    private const int ApicRegisterBytes = 4;

    private bool IsApic(ulong address) => (address & Tlb.PageMask) == _cpu.ApicPage;

    private ref LogEntry ReadApic(ulong address, int remaining)
    {
        _cpu.Bus.FlushWrites();
        int size = Little.NaturalWidth(address, Math.Min(remaining, ApicRegisterBytes));
        ref LogEntry entry = ref Append(LogKind.Read, address, size);
        entry.Data = _cpu.Apic!.Read((int)(address & ~Tlb.PageMask), size);
        return ref entry;
    }

    private ref LogEntry WriteApic(ulong address, int remaining, ulong value)
    {
        _cpu.Bus.FlushWrites();
        int size = Little.NaturalWidth(address, Math.Min(remaining, ApicRegisterBytes));
        ref LogEntry entry = ref Append(LogKind.Write, address, size);
        entry.Data = value & Little.Mask(size);
        _cpu.Apic!.Write((int)(address & ~Tlb.PageMask), size, (uint)entry.Data);
        return ref entry;
    }
}
