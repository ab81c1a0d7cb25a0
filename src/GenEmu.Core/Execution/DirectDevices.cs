using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>Memory operands of direct handlers that are registers of a synchronous device, or of the processor's own APIC.</summary>
/// <remarks>
/// The access must be one that the device takes as it is, through a translation that is known; nobody may watch, delay or record it. Then the device sees exact
/// time and RIP, as in the recorded way. Anything else is left to that.
/// </remarks>
internal static unsafe class DirectDevices
{
    /// <summary>Reads a register into <see cref="VcpuState.DeviceData"/>.</summary>
    /// <returns>Whether it was done; if not, nothing has happened.</returns>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Read(VcpuState* c, Op* o, uint linear, int size, long budget)
    {
        Vcpu cpu = Direct.Owner(c);
        if (!MayAccess(cpu, c, linear, size, write: false, out ulong physical))
        {
            return false;
        }

        if (IsApic(cpu, physical))
        {
            Show(c, o, budget);
            cpu.Bus.FlushWrites();
            c->DeviceData = cpu.Apic!.Read((int)(physical & ~Tlb.PageMask), size);
            return true;
        }

        if (Find(cpu, physical, size, write: false) is not { } layer)
        {
            return false;
        }

        Show(c, o, budget);
        c->DeviceData = cpu.Bus.ReadMemory(layer, physical, size);
        return true;
    }

    /// <summary>Writes a register.</summary>
    /// <returns>Whether it was done; if not, nothing has happened.</returns>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Write(VcpuState* c, Op* o, uint linear, uint value, int size, long budget)
    {
        Vcpu cpu = Direct.Owner(c);
        if (!MayAccess(cpu, c, linear, size, write: true, out ulong physical))
        {
            return false;
        }

        if (IsApic(cpu, physical))
        {
            Show(c, o, budget);
            cpu.Bus.FlushWrites();
            cpu.Apic!.Write((int)(physical & ~Tlb.PageMask), size, value);
            return true;
        }

        if (Find(cpu, physical, size, write: true) is not { } layer)
        {
            return false;
        }

        Show(c, o, budget);
        cpu.Bus.WriteMemory(layer, physical, size, value);
        return true;
    }

    private static bool MayAccess(Vcpu cpu, VcpuState* c, uint linear, int size, bool write, out ulong physical)
    {
        physical = 0;
        return (linear & (uint)(size - 1)) == 0 && !cpu.WatchesAccesses && cpu.Translations.TryPeek(linear, write, c->Cpl == 3, out physical);
    }

    /// <summary>Its registers answer at once and are no bus cycles, so nobody can watch or delay them.</summary>
    private static bool IsApic(Vcpu cpu, ulong physical) => (physical & Tlb.PageMask) == cpu.ApicPage;

    private static MemoryLayer? Find(Vcpu cpu, ulong physical, int size, bool write)
    {
        MemorySegment segment = cpu.Translations.View.Find(physical, write);
        bool takes = cpu.Bus.AllowsDirect && segment.Layer?.Device is not null && physical + (ulong)size <= segment.End && segment.Layer.PieceWidth(physical, size) == size;
        return takes ? segment.Layer : null;
    }

    private static void Show(VcpuState* c, Op* o, long budget)
    {
        c->Budget = budget + o->Remaining;
        c->Rip = o->Ip;
    }
}
