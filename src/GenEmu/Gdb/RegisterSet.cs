using GenEmu.Core;

namespace GenEmu.Gdb;

/// <summary>The registers of a CPU in 32-bit gdb's order, and how each is read and written.</summary>
/// <remarks>
/// Core and SSE have the names, widths and order that gdb demands of these features. The last feature is GenEmu's own: what a person who debugs an
/// operating system wants beside them. <c>$cs_base + $eip</c> is the linear address of the next instruction in every mode.
/// </remarks>
internal static class RegisterSet
{
    private const string Flags = "i386_eflags";
    private const string Integer = "int32";
    private const string Address = "data_ptr";
    private const string Unsigned = "uint32";

    private const string EFlagsType = """
        <flags id="i386_eflags" size="4">
        <field name="CF" start="0" end="0"/><field name="" start="1" end="1"/><field name="PF" start="2" end="2"/><field name="AF" start="4" end="4"/>
        <field name="ZF" start="6" end="6"/><field name="SF" start="7" end="7"/><field name="TF" start="8" end="8"/><field name="IF" start="9" end="9"/>
        <field name="DF" start="10" end="10"/><field name="OF" start="11" end="11"/><field name="IOPL" start="12" end="13"/><field name="NT" start="14" end="14"/>
        <field name="RF" start="16" end="16"/><field name="VM" start="17" end="17"/><field name="AC" start="18" end="18"/><field name="VIF" start="19" end="19"/>
        <field name="VIP" start="20" end="20"/><field name="ID" start="21" end="21"/>
        </flags>

        """;

    private const string SseTypes = """
        <vector id="v4f" type="ieee_single" count="4"/><vector id="v2d" type="ieee_double" count="2"/><vector id="v16i8" type="int8" count="16"/>
        <vector id="v8i16" type="int16" count="8"/><vector id="v4i32" type="int32" count="4"/><vector id="v2i64" type="int64" count="2"/>
        <union id="vec128">
        <field name="v4_float" type="v4f"/><field name="v2_double" type="v2d"/><field name="v16_int8" type="v16i8"/><field name="v8_int16" type="v8i16"/>
        <field name="v4_int32" type="v4i32"/><field name="v2_int64" type="v2i64"/><field name="uint128" type="uint128"/>
        </union>
        <flags id="i386_mxcsr" size="4">
        <field name="IE" start="0" end="0"/><field name="DE" start="1" end="1"/><field name="ZE" start="2" end="2"/><field name="OE" start="3" end="3"/>
        <field name="UE" start="4" end="4"/><field name="PE" start="5" end="5"/><field name="DAZ" start="6" end="6"/><field name="IM" start="7" end="7"/>
        <field name="DM" start="8" end="8"/><field name="ZM" start="9" end="9"/><field name="OM" start="10" end="10"/><field name="UM" start="11" end="11"/>
        <field name="PM" start="12" end="12"/><field name="FZ" start="15" end="15"/>
        </flags>

        """;

    public static IReadOnlyList<GdbFeature> Features { get; } =
    [
        new("org.gnu.gdb.i386.core", EFlagsType, [.. General(), .. Segments(), .. Stack(), .. FloatControl()]),
        new("org.gnu.gdb.i386.sse", SseTypes, [.. Vectors(), Register("mxcsr", 32, "i386_mxcsr", r => r.Mxcsr, (r, v) => r.Mxcsr = (uint)v)]),
        new("org.genemu.i386.system", "", [.. Bases(), .. Tables(), .. Control(), .. Debug()]),
    ];

    /// <summary>All of them, by gdb's numbers.</summary>
    public static IReadOnlyList<GdbRegister> All { get; } = [.. Features.SelectMany(feature => feature.Registers)];

    private static GdbRegister Register(string name, int bits, string type, Func<VcpuRegisters, UInt128> get, Action<VcpuRegisters, UInt128> set) => new(name, bits, type, get, (r, v) =>
    {
        set(r, v);
        return true;
    });

    private static GdbRegister Word(string name, Func<VcpuRegisters, ulong> get, Action<VcpuRegisters, ulong> set, string type = Integer)
        => Register(name, 32, type, r => get(r), (r, v) => set(r, (uint)v));

    private static GdbRegister[] General() =>
    [
        Word("eax", r => r.Rax, (r, v) => r.Rax = v), Word("ecx", r => r.Rcx, (r, v) => r.Rcx = v),
        Word("edx", r => r.Rdx, (r, v) => r.Rdx = v), Word("ebx", r => r.Rbx, (r, v) => r.Rbx = v),
        Word("esp", r => r.Rsp, (r, v) => r.Rsp = v, Address), Word("ebp", r => r.Rbp, (r, v) => r.Rbp = v, Address),
        Word("esi", r => r.Rsi, (r, v) => r.Rsi = v), Word("edi", r => r.Rdi, (r, v) => r.Rdi = v),
        Word("eip", r => r.Rip, (r, v) => r.Rip = v, "code_ptr"), Word("eflags", r => r.EFlags, (r, v) => r.EFlags = (uint)v, Flags),
    ];

    private static IEnumerable<GdbRegister> Segments()
        => new[] { SegmentRegister.Cs, SegmentRegister.Ss, SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Fs, SegmentRegister.Gs }.Select(segment =>
            new GdbRegister(segment.ToString().ToLowerInvariant(), 32, Integer, r => r.GetSegment(segment).Selector, (r, v) => TrySetSelector(r, segment, v)));

    private static IEnumerable<GdbRegister> Stack() => Enumerable.Range(0, 8).Select(i =>
        Register($"st{i}", 80, "i387_ext", r => new UInt128(r.GetSt(i).SignExponent, r.GetSt(i).Significand), (r, v) => r.SetSt(i, new X87Value((ulong)v, (ushort)(v >> 64)))));

    private static GdbRegister[] FloatControl() =>
    [
        Word("fctrl", r => r.FpuControl, (r, v) => r.FpuControl = (ushort)v), Word("fstat", r => r.FpuStatus, (r, v) => r.FpuStatus = (ushort)v),
        Word("ftag", r => r.FpuTag, (r, v) => r.FpuTag = (ushort)v),
        Word("fiseg", r => r.FpuInstruction.Segment, (r, v) => r.FpuInstruction = ((ushort)v, r.FpuInstruction.Offset)),
        Word("fioff", r => r.FpuInstruction.Offset, (r, v) => r.FpuInstruction = (r.FpuInstruction.Segment, (uint)v)),
        Word("foseg", r => r.FpuOperand.Segment, (r, v) => r.FpuOperand = ((ushort)v, r.FpuOperand.Offset)),
        Word("fooff", r => r.FpuOperand.Offset, (r, v) => r.FpuOperand = (r.FpuOperand.Segment, (uint)v)),
        Word("fop", r => r.FpuOpcode, (r, v) => r.FpuOpcode = (ushort)v),
    ];

    private static IEnumerable<GdbRegister> Vectors() => Enumerable.Range(0, 8).Select(i => Register($"xmm{i}", 128, "vec128", r => r.GetXmm(i), (r, v) => r.SetXmm(i, v)));

    private static IEnumerable<GdbRegister> Bases() => Enum.GetValues<SegmentRegister>().Where(segment => segment is not (SegmentRegister.Ldtr or SegmentRegister.Tr)).Select(segment =>
        Word($"{segment.ToString().ToLowerInvariant()}_base", r => r.GetSegment(segment).Base, (r, v) => r.SetSegment(segment, r.GetSegment(segment) with { Base = v }), Unsigned));

    private static GdbRegister[] Tables() =>
    [
        Word("gdt_base", r => r.Gdt.Base, (r, v) => r.Gdt = (v, r.Gdt.Limit), Address), Word("gdt_limit", r => r.Gdt.Limit, (r, v) => r.Gdt = (r.Gdt.Base, (uint)v), Unsigned),
        Word("idt_base", r => r.Idt.Base, (r, v) => r.Idt = (v, r.Idt.Limit), Address), Word("idt_limit", r => r.Idt.Limit, (r, v) => r.Idt = (r.Idt.Base, (uint)v), Unsigned),
        ReadOnly("ldtr", r => r.GetSegment(SegmentRegister.Ldtr).Selector), ReadOnly("tr", r => r.GetSegment(SegmentRegister.Tr).Selector), ReadOnly("cpl", r => (ulong)r.Cpl),
    ];

    private static GdbRegister[] Control() =>
    [
        Word("cr0", r => r.Cr0, (r, v) => r.Cr0 = v, Unsigned), Word("cr2", r => r.Cr2, (r, v) => r.Cr2 = v, Address),
        Word("cr3", r => r.Cr3, (r, v) => r.Cr3 = v, Unsigned), Word("cr4", r => r.Cr4, (r, v) => r.Cr4 = v, Unsigned),
    ];

    private static IEnumerable<GdbRegister> Debug() =>
    [
        .. Enumerable.Range(0, 4).Select(i => Word($"dr{i}", r => r.GetDr(i), (r, v) => r.SetDr(i, v), Address)),
        Word("dr6", r => r.Dr6, (r, v) => r.Dr6 = v, Unsigned), Word("dr7", r => r.Dr7, (r, v) => r.Dr7 = v, Unsigned),
    ];

    /// <summary>What follows from other state; writing back the same value is no error.</summary>
    private static GdbRegister ReadOnly(string name, Func<VcpuRegisters, ulong> get) => new(name, 32, Unsigned, r => get(r), (r, v) => get(r) == v);

    /// <summary>
    /// In real and virtual-8086 mode the selector is the base. In protected mode it names a descriptor, which only the guest's own load reads and checks:
    /// there a new selector is refused.
    /// </summary>
    private static bool TrySetSelector(VcpuRegisters registers, SegmentRegister segment, UInt128 value)
    {
        const ulong ProtectionEnable = 1;
        const uint Virtual8086 = 1 << 17;
        SegmentValue current = registers.GetSegment(segment);
        if (current.Selector == value)
        {
            return true;
        }

        if (value > ushort.MaxValue || ((registers.Cr0 & ProtectionEnable) != 0 && (registers.EFlags & Virtual8086) == 0))
        {
            return false;
        }

        registers.SetSegment(segment, current with { Selector = (ushort)value, Base = (ulong)value << 4 });
        return true;
    }
}
