using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>The page walk (SDM vol. 3, chapter 4).</content>
internal sealed unsafe partial class Transaction
{
    private const ulong PtePresent = 1;
    private const ulong PteWritable = 2;
    private const ulong PteUser = 4;
    private const ulong PteAccessed = 0x20;
    private const ulong PteDirty = 0x40;
    private const ulong PtePageSize = 0x80;
    private const ulong PteGlobal = 0x100;
    private const ulong PaeReserved = 0x7FFF_FFF0_0000_0000;       // above 36 physical bits
    private const ulong PaeNoExecute = 1UL << 63;
    private const ulong PdpteReserved = PaeReserved | PaeNoExecute | 0x1E6;
    private const ulong PaeAddress = 0xF_FFFF_F000;
    private const ulong PaeLargeReserved = 0x1F_E000;
    private const ulong PtePat = 0x80;
    private const ulong LargePat = 0x1000;

    // A 4 MiB PDE keeps bits 35:32 of the address in bits 16:13 where the model has PSE-36; what is above 36 bits, and all of it without PSE-36, is reserved.
    private const ulong LargeReserved = 0x3E_0000;
    private const ulong LargeHigh = 0x1_E000;
    private const int LargeHighShift = 19;

    private bool _global;

    /// <summary>Bit 63 of a PAE entry is reserved while EFER.NXE is 0.</summary>
    private ulong NoExecuteReserved => (_s->Msr.Efer & EferMsr.Nxe) != 0 ? 0 : PaeNoExecute;

    /// <summary>The PAT bit of a small page, where the model has no PAT (SDM vol. 3, 4.9).</summary>
    private ulong PatReserved => _cpu.Model.Has(CpuFeatures.Pat) ? 0 : PtePat;

    private ulong LargePatReserved => _cpu.Model.Has(CpuFeatures.Pat) ? 0 : LargePat;

    private bool Walk(ulong linear, AccessType access, bool user, out ulong physical)
    {
        ulong offset = linear & 0xFFF;
        if ((_s->Cr0 & Cr0.Pg) == 0)
        {
            physical = linear & _a20Mask;
            return true;
        }

        bool ok = (_s->Cr4 & Cr4.Pae) != 0
            ? WalkPae(linear, access, user, out physical)
            : WalkLegacy(linear, access, user, out physical);
        physical = (physical | offset) & _a20Mask;
        return ok;
    }

    private bool WalkLegacy(ulong linear, AccessType access, bool user, out ulong physical)
    {
        physical = 0;
        ulong pdeAddress = (_s->Cr3 & 0xFFFF_F000) | ((linear >> 20) & 0xFFC);
        if (!ReadEntry(pdeAddress, 4, out ulong pde))
        {
            return false;
        }

        if ((pde & PtePresent) == 0)
        {
            return PageFault(linear, access, user, present: false);
        }

        bool extensions = (_s->Cr4 & Cr4.Pse) != 0;         // without them no bit is reserved
        if ((pde & PtePageSize) != 0 && extensions)
        {
            ulong reserved = LargeReserved | LargePatReserved | (_cpu.Model.Has(CpuFeatures.Pse36) ? 0 : LargeHigh);
            if ((pde & reserved) != 0)
            {
                return PageFault(linear, access, user, present: true, reserved: true);
            }

            physical = (pde & 0xFFC0_0000) | ((pde & LargeHigh) << LargeHighShift) | (linear & 0x3F_F000);
            NoteGlobal(pde);
            return Permit(linear, access, user, pde) && Mark(pdeAddress, pde, access);
        }

        ulong pteAddress = (pde & 0xFFFF_F000) | ((linear >> 10) & 0xFFC);
        if (!ReadEntry(pteAddress, 4, out ulong pte))
        {
            return false;
        }

        if ((pte & PtePresent) == 0)
        {
            return PageFault(linear, access, user, present: false);
        }

        if ((pte & PatReserved) != 0 && extensions)
        {
            return PageFault(linear, access, user, present: true, reserved: true);
        }

        physical = pte & 0xFFFF_F000;
        NoteGlobal(pte);
        return Permit(linear, access, user, pde & pte) && Mark(pdeAddress, pde, AccessType.Read) && Mark(pteAddress, pte, access);
    }

    private bool WalkPae(ulong linear, AccessType access, bool user, out ulong physical)
    {
        physical = 0;
        ulong pdpte = (&_s->Pdpte0)[(linear >> 30) & 3];         // bits 31:30, so one of the four
        if ((pdpte & PtePresent) == 0)
        {
            return PageFault(linear, access, user, present: false);
        }

        ulong pdeAddress = (pdpte & PaeAddress) | ((linear >> 18) & 0xFF8);
        if (!ReadEntry(pdeAddress, 8, out ulong pde))
        {
            return false;
        }

        bool large = (pde & PtePageSize) != 0;
        if ((pde & PtePresent) == 0 || (pde & (PaeReserved | NoExecuteReserved | (large ? PaeLargeReserved | LargePatReserved : 0))) != 0)
        {
            return PageFault(linear, access, user, (pde & PtePresent) != 0, reserved: (pde & PtePresent) != 0);
        }

        if (large)
        {
            physical = (pde & PaeAddress & ~0x1F_FFFFUL) | (linear & 0x1F_F000);
            NoteGlobal(pde);
            return Permit(linear, access, user, pde) && PermitExecution(linear, access, user, pde) && Mark(pdeAddress, pde, access);
        }

        ulong pteAddress = (pde & PaeAddress) | ((linear >> 9) & 0xFF8);
        if (!ReadEntry(pteAddress, 8, out ulong pte))
        {
            return false;
        }

        if ((pte & PtePresent) == 0 || (pte & (PaeReserved | NoExecuteReserved | PatReserved)) != 0)
        {
            return PageFault(linear, access, user, (pte & PtePresent) != 0, reserved: (pte & PtePresent) != 0);
        }

        physical = pte & PaeAddress;
        NoteGlobal(pte);
        return Permit(linear, access, user, pde & pte) && PermitExecution(linear, access, user, pde | pte) && Mark(pdeAddress, pde, AccessType.Read) && Mark(pteAddress, pte, access);
    }

    private bool ReadEntry(ulong address, int size, out ulong entry) => ReadPhysical(address & _a20Mask, size, out entry);

    private bool Permit(ulong linear, AccessType access, bool user, ulong rights)
    {
        bool writeProtected = access == AccessType.Write && (rights & PteWritable) == 0 && (user || (_s->Cr0 & Cr0.Wp) != 0);
        return (!writeProtected && !(user && (rights & PteUser) == 0)) || PageFault(linear, access, user, present: true);
    }

    /// <summary>No code is fetched from a page that any entry on the way forbids it for (SDM vol. 3, 4.6.1). Bit 63 is clear while EFER.NXE is 0.</summary>
    private bool PermitExecution(ulong linear, AccessType access, bool user, ulong entries)
        => access != AccessType.Execute || (entries & PaeNoExecute) == 0 || PageFault(linear, access, user, present: true);

    private void NoteGlobal(ulong entry) => _global = (entry & PteGlobal) != 0 && (_s->Cr4 & Cr4.Pge) != 0;

    /// <summary>Sets the accessed bit, and for a write to the page itself the dirty bit.</summary>
    private bool Mark(ulong address, ulong entry, AccessType access)
    {
        ulong marked = entry | PteAccessed | (access == AccessType.Write ? PteDirty : 0);
        return marked == entry || WritePhysical(address & _a20Mask, 1, marked & 0xFF);       // both bits lie in the first byte
    }

    private bool PageFault(ulong linear, AccessType access, bool user, bool present, bool reserved = false)
    {
        // A fetch is told from a read only where that can decide (SDM vol. 3, 4.7).
        bool fetch = access == AccessType.Execute && (_s->Cr4 & Cr4.Pae) != 0 && (_s->Msr.Efer & EferMsr.Nxe) != 0;
        uint code = (present ? 1u : 0) | (access == AccessType.Write ? 2u : 0) | (user ? 4u : 0) | (reserved ? 8u : 0) | (fetch ? 16u : 0);
        return RaiseFault(Vector.Pf, code, linear);
    }
}
