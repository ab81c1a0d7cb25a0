using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Paging: rights, error codes, CR2, accessed and dirty bits, large pages, PAE (SDM vol. 3, chapter 4).</content>
internal sealed partial class SystemProgram
{
    private const uint TestEntry = Layout.PageTable + (Layout.TestPage >> 10);
    private const uint Alias = 0x40_0000;         // the second directory entry leads to the same table
    private const uint PaeDirectory = Layout.PaeTable + 0x1000;
    private const uint PaePageTable = Layout.PaeTable + 0x2000;

    /// <summary>CALL paging: identity-maps 4 MiB by 4 KiB pages for everybody; 400000h is an alias of it.</summary>
    private void PagingSetup()
    {
        Mark("paging");
        A.mov(edi, Layout.PageDirectory);
        A.xor(eax, eax);
        A.mov(ecx, 0x400);
        A.rep.stosd();
        A.mov(__dword_ptr[Layout.PageDirectory], Layout.PageTable | 7);
        A.mov(__dword_ptr[Layout.PageDirectory + 4], Layout.PageTable | 7);
        Label next = A.CreateLabel();
        A.mov(eax, 7);
        A.mov(ecx, 0x400);
        A.Label(ref next);
        A.stosd();                 // the table follows the directory
        A.add(eax, 0x1000);
        A.loop(next);
        A.ret();
    }

    private void PagingOn(uint cr0Bits = 0)
    {
        A.mov(eax, Layout.PageDirectory);
        A.mov(cr3, eax);
        SetCr0(0x8000_0000 | cr0Bits);
    }

    private void PagingCases() => Group(PageRightsCases, AccessedCases, FaultAddressCases, LargePageCases, PaeCases);

    private void PageRightsCases()
    {
        foreach (uint entry in (uint[])[0, 1, 3, 5, 7])
        {
            foreach (bool table in (bool[])[false, true])
            {
                foreach (int ring in (int[])[0, 3])
                {
                    foreach (bool wp in (bool[])[false, true])
                    {
                        foreach (bool write in (bool[])[false, true])
                        {
                            RightsCase(entry, table, ring, wp, write);
                        }
                    }
                }
            }
        }
    }

    /// <summary>An access under the rights of a page-table entry, or of a directory entry over a table that allows everything.</summary>
    private void RightsCase(uint entry, bool directory, int ring, bool wp, bool write)
    {
        Case($"page {(directory ? "pde" : "pte")}{entry} cpl{ring} wp{(wp ? 1 : 0)} {(write ? "write" : "read")}", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[directory ? Layout.PageDirectory + 4 : TestEntry], (directory ? Layout.PageTable : Layout.TestPage) | entry);
            PagingOn(wp ? 0x1_0000u : 0);
            Ring(ring);
            uint address = Alias + Layout.TestPage;
            if (write)
            {
                A.mov(__dword_ptr[address + 4], eax);
            }
            else
            {
                A.mov(eax, __dword_ptr[address + 4]);
            }
        }, Field.Cr2, Shown.Byte(TestEntry));
    }

    private void AccessedCases()
    {
        Shown[] bits = [Shown.Byte(Layout.PageDirectory + 4), Shown.Byte(TestEntry)];
        foreach ((string name, Action act) in ((string, Action)[])
        [
            ("nothing", () => A.nop()), ("read", () => A.mov(al, __byte_ptr[Alias + Layout.TestPage])), ("write", () => A.mov(__byte_ptr[Alias + Layout.TestPage], al)),
            ("modify", () => A.inc(__dword_ptr[Alias + Layout.TestPage])), ("read write", () => { A.mov(al, __byte_ptr[Alias + Layout.TestPage]); A.mov(__byte_ptr[Alias + Layout.TestPage], al); }),
            ("cmpxchg not equal", () => { A.mov(eax, -1); A.cmpxchg(__dword_ptr[Alias + Layout.TestPage], ecx); }),
            ("lea", () => A.lea(eax, __[Alias + Layout.TestPage])), ("invlpg", () => A.invlpg(__[Alias + Layout.TestPage])),
        ])
        {
            Case($"page bits {name}", () =>
            {
                A.call(Ref("paging"));
                PagingOn();
                act();
            }, bits);
        }

        Case("page bits execute", () =>
        {
            A.call(Ref("paging"));
            A.mov(__byte_ptr[Layout.TestPage], unchecked((sbyte)0xC3));
            PagingOn();
            A.mov(eax, Alias + Layout.TestPage);
            A.call(eax);
        }, bits);
        Case("page bits cleared", () =>
        {
            A.call(Ref("paging"));
            PagingOn();
            A.mov(__byte_ptr[Alias + Layout.TestPage], al);
            A.mov(__dword_ptr[TestEntry], Layout.TestPage | 7);
            A.mov(eax, cr3);
            A.mov(cr3, eax);
            A.mov(al, __byte_ptr[Alias + Layout.TestPage]);
        }, bits);
        Case("page bits stale", () =>
        {
            A.call(Ref("paging"));
            PagingOn();
            A.mov(al, __byte_ptr[Alias + Layout.TestPage]);
            A.mov(__dword_ptr[TestEntry], 0);
            A.invlpg(__[Alias + Layout.TestPage]);
            A.mov(al, __byte_ptr[Alias + Layout.TestPage]);
        }, Field.Cr2);
        Case("page bits descriptor", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], Layout.TestPage | 1);           // the descriptor's page is for the supervisor, read-only
            A.mov(__dword_ptr[Layout.TestPage + 8], unchecked((int)0x0000_FFFF));
            A.mov(__dword_ptr[Layout.TestPage + 12], unchecked((int)0x00CF_F200));
            PagingOn();
            A.lgdt(__[Here("gdtr")]);
            A.mov(eax, 0x0B);
            A.mov(es, eax);
            Later(() =>
            {
                Local("gdtr");
                A.dw(0xFFFF);
                Dword(Layout.TestPage);
            });
            A.lgdt(__[At($"gdtr{_gdts.Count - 1}")]);
        }, Shown.Byte(TestEntry), Shown.Byte(Layout.TestPage + 13), Field.Es);
    }

    private void FaultAddressCases()
    {
        Case("page crossing", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry + 4], 0);
            A.mov(__dword_ptr[Layout.TestPage + 0xFFC], 0);
            PagingOn();
            A.mov(eax, 0x1122_3344);
            A.mov(__dword_ptr[Layout.TestPage + 0xFFE], eax);
        }, Field.Cr2, Shown.Dword(Layout.TestPage + 0xFFC));
        Case("page fetch", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], Layout.TestPage | 3);
            PagingOn();
            Ring(3);
            A.mov(eax, Layout.TestPage + 0x10);
            A.jmp(eax);
        }, Field.Cr2, Field.Cs);
        Case("page fetch crossing", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry + 4], 0);
            A.mov(__byte_ptr[Layout.TestPage + 0xFFF], unchecked((sbyte)0xB8));        // MOV EAX, imm32
            PagingOn();
            A.mov(eax, Layout.TestPage + 0xFFF);
            A.jmp(eax);
        }, Field.Cr2);
        Case("page push", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], 0);
            PagingOn();
            Ring(3);
            A.mov(esp, Layout.TestPage + 0x1000);
            A.push(eax);
        }, Field.Cr2, Field.Esp);
        Case("page call", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], Layout.TestPage | 5);
            PagingOn();
            Ring(3);
            A.mov(esp, Layout.TestPage + 0x1000);
            A.call(Ref("hex"));
        }, Field.Cr2, Field.Esp);
        Case("page movs", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry + 4], 0);
            PagingOn();
            A.mov(esi, Layout.TestPage - 0x1000);
            A.mov(edi, Layout.TestPage + 0xFF8);
            A.mov(ecx, 5);
            A.rep.movsd();
        }, Field.Cr2, Field.Ecx, Field.Esi, Field.Edi);
        Case("page inner stack", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], 0);
            A.mov(__dword_ptr[At("tss") + 12], Layout.TestPage + 0x1000);
            PagingOn();
            byte vector = Vector(Gate(Layout.Code1, Here("there"), 0xEE));
            Ring(3);
            A.@int(vector);
            Local("there");
        }, Field.Cr2, Field.Cs);
        Case("page double", () =>
        {
            LoadIdt((14, Gate(Layout.Code0, 0, 0x0E)));
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], 0);
            PagingOn();
            A.mov(eax, __dword_ptr[Layout.TestPage]);
        }, Field.Cr2);
        Case("page idt", () =>
        {
            A.call(Ref("paging"));
            A.mov(esi, At("idt"));
            A.mov(edi, Layout.TestPage + 0x1000 - (6 * 8));
            A.mov(ecx, 0x200);
            A.rep.movsd();
            A.mov(__dword_ptr[TestEntry], 0);
            A.lidt(__[Here("idtr")]);
            PagingOn();
            A.div(ecx);                // #DE, its gate is not there: #PF, whose gate (14) is
            Later(() =>
            {
                Local("idtr");
                A.dw(0x7FF);
                Dword(Layout.TestPage + 0x1000 - (6 * 8));
            });
        }, Field.Cr2);
    }

    private void LargePageCases()
    {
        foreach ((string name, uint entry, uint cr4Bits, bool write) in ((string, uint, uint, bool)[])
        [
            ("read", 0x83, 0x10, false), ("write", 0x83, 0x10, true), ("read-only", 0x81, 0x10, true), ("off", 0x83, 0, false), ("reserved", 0x20_0083, 0x10, false), ("reserved off", 0x20_0083, 0, false), ("absent", 0x82, 0x10, false),
        ])
        {
            Case($"page 4m {name}", () =>
            {
                A.call(Ref("paging"));
                A.mov(__dword_ptr[Layout.PageDirectory + 4], entry);
                A.mov(__dword_ptr[0x30_0000], 0x5A5A);
                A.mov(__dword_ptr[0], Layout.TestPage | 3);        // without PSE the entry leads to a table at 0
                A.mov(eax, cr4Bits);
                A.mov(cr4, eax);
                PagingOn(0x1_0000);
                if (write)
                {
                    A.mov(__dword_ptr[Alias + 0x30_0000], eax);
                }
                else
                {
                    A.mov(ebx, __dword_ptr[Alias + (cr4Bits == 0 ? 0 : 0x30_0000)]);
                }
            }, Field.Cr2, Shown.Dword(Layout.PageDirectory + 4), Shown.Byte(0));
        }

        foreach (uint pse in (uint[])[0, 0x10])
        {
            Case($"page pat {(pse == 0 ? "off" : "on")}", () =>
            {
                A.call(Ref("paging"));
                A.mov(__dword_ptr[TestEntry], Layout.TestPage | 0x87);
                A.mov(eax, pse);
                A.mov(cr4, eax);
                PagingOn();
                A.mov(al, __byte_ptr[Layout.TestPage]);
            }, Field.Cr2, Shown.Byte(TestEntry));
        }

        Case("page global", () =>
        {
            A.call(Ref("paging"));
            A.mov(__dword_ptr[TestEntry], Layout.TestPage | 0x107);
            A.mov(eax, 0x80);
            A.mov(cr4, eax);
            PagingOn();
            A.mov(al, __byte_ptr[Layout.TestPage]);
            A.mov(__dword_ptr[TestEntry], 0);
            A.xor(eax, eax);
            A.mov(cr4, eax);           // a change of PGE forgets global pages too
            A.mov(al, __byte_ptr[Layout.TestPage]);
        }, Field.Cr2);
    }

    private void PaeCases()
    {
        foreach ((string name, uint low, uint high, int ring, bool write) in ((string, uint, uint, int, bool)[])
        [
            ("read", Layout.TestPage | 7, 0, 0, false), ("write", Layout.TestPage | 7, 0, 3, true), ("absent", 0, 0, 0, false), ("read-only", Layout.TestPage | 5, 0, 3, true), ("supervisor", Layout.TestPage | 3, 0, 3, false),
            ("reserved", Layout.TestPage | 7, 0x10, 0, false), ("reserved user write", Layout.TestPage | 7, 0x4000_0000, 3, true), ("nx", Layout.TestPage | 7, 0x8000_0000, 0, false),
        ])
        {
            Case($"pae {name}", () =>
            {
                PaeOn(low, high);
                Ring(ring);
                if (write)
                {
                    A.mov(__dword_ptr[Layout.TestPage + 8], ecx);
                }
                else
                {
                    A.mov(ebx, __dword_ptr[Layout.TestPage + 8]);
                }
            }, Field.Cr2, Shown.Dword(PaePageTable));
        }

        Case("pae 2m", () =>
        {
            A.mov(__dword_ptr[Layout.TestPage], 0x7777);
            PaeOn(Layout.TestPage | 7, 0);
            A.mov(__dword_ptr[PaeDirectory + 16], 0x20_00E3 & ~0x60);
            A.mov(ebx, __dword_ptr[0x40_0000]);
            A.mov(__dword_ptr[0x40_0004], ebx);
        }, Field.Ebx, Shown.Byte(PaeDirectory + 16));
        Case("pae 2m reserved", () =>
        {
            PaeOn(Layout.TestPage | 7, 0);
            A.mov(__dword_ptr[PaeDirectory + 16], 0x20_2083);
            A.mov(ebx, __dword_ptr[0x40_0000]);
        }, Field.Cr2);
        Case("pae pdpte absent", () =>
        {
            PaeOn(Layout.TestPage | 7, 0);
            A.mov(ebx, __dword_ptr[0x4000_0000]);
        }, Field.Cr2);
        Case("pae pdpte loaded with cr3", () =>
        {
            PaeOn(Layout.TestPage | 7, 0);
            A.mov(__dword_ptr[Layout.PaeTable + 8], PaeDirectory | 1);
            A.mov(eax, cr3);
            A.mov(cr3, eax);
            A.mov(__dword_ptr[Layout.PaeTable + 8], 0);
            A.mov(ebx, __dword_ptr[0x4000_0000]);
        });
        Case("pae pdpte reserved", () =>
        {
            PaeOn(Layout.TestPage | 7, 0);
            A.mov(__dword_ptr[Layout.PaeTable + 8], PaeDirectory | 3);
            A.mov(eax, cr3);
            A.mov(cr3, eax);
        });
    }

    /// <summary>PAE: 2 MiB identity-mapped by a large page, the next 2 MiB by 4 KiB pages, the first of which is given.</summary>
    private void PaeOn(uint low, uint high)
    {
        Label next = A.CreateLabel();
        A.xor(eax, eax);
        A.mov(edi, Layout.PaeTable);
        A.mov(ecx, 0x800);
        A.rep.stosd();
        A.mov(__dword_ptr[Layout.PaeTable], PaeDirectory | 1);
        A.mov(__dword_ptr[PaeDirectory], 0x87);
        A.mov(__dword_ptr[PaeDirectory + 8], PaePageTable | 7);
        A.mov(eax, Layout.TestPage | 7);
        A.mov(ecx, 0x200);
        A.Label(ref next);
        A.mov(__dword_ptr[edi], eax);
        A.mov(__dword_ptr[edi + 4], 0);
        A.add(edi, 8);
        A.add(eax, 0x1000);
        A.loop(next);
        A.mov(__dword_ptr[PaePageTable], low);
        A.mov(__dword_ptr[PaePageTable + 4], high);
        A.mov(eax, 0x20);
        A.mov(cr4, eax);
        A.mov(eax, Layout.PaeTable);
        A.mov(cr3, eax);
        SetCr0(0x8000_0000);
    }
}
