namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>Cases where QEMU's software CPU (seen in 7.2) does something else than the SDM says, so its line does not count.</summary>
/// <param name="Case">The case's name, or its beginning before a star.</param>
/// <param name="Reason">What the SDM says, and where.</param>
internal sealed record QemuDifference(string Case, string Reason)
{
    private const string Limits = "SDM vol. 3, 5.3 and 5.5: every access is checked against limit and rights; QEMU checks neither";
    private const string TargetLimit = "SDM vol. 2, CALL, JMP, RET, INT n, IRET: #GP(0) if the new EIP is beyond the code segment's limit; QEMU does not look, or pushes the selector";
    private const string Ext = "SDM vol. 3, 6.13: EXT is set in an error code that the delivery of an exception raises; QEMU leaves it clear";
    private const string StackFault = "SDM vol. 3, 6.15 (#SS): a stack segment that is loaded and not present is #SS(selector)";
    private const string NewTask = "SDM vol. 3, 7.3: the fault belongs to the new task, with its first instruction's EIP and its selectors loaded; QEMU reports the switching instruction's EIP";
    private const string Reserved = "SDM vol. 3, 4.7: P is set wherever RSVD is; QEMU leaves it clear";
    private const string Conforming = "SDM vol. 3, 5.8.1.2: a conforming segment is entered at the caller's CPL";

    public static IReadOnlyList<QemuDifference> All { get; } =
    [
        new("call conforming cpl3", "SDM vol. 3, 3.4.5.1: loading CS sets the descriptor's accessed bit; QEMU does it in JMP only"),
        new("call limit", TargetLimit),
        new("call gate target limit", TargetLimit),
        new("retf limit", TargetLimit),
        new("iret limit", TargetLimit),
        new("retf 8 outward limit", TargetLimit),
        new("iret outward limit", TargetLimit),
        new("int limit target", TargetLimit),
        new("iret v86 limit", TargetLimit),
        new("jmp gate target absent", "SDM vol. 2, JMP: a gate's code segment that is not present is #NP"),
        new("call gate conforming cpl3", Conforming),
        new("new task conforming", Conforming),
        new("inner stack absent", StackFault),
        new("inner stack int absent", StackFault),
        new("inner stack limit", StackFault),
        new("inner stack int limit", StackFault),
        new("retf 8 outward ss absent", StackFault),
        new("iret outward ss absent", StackFault),
        new("int local task", "SDM vol. 2, INT n: a task gate's selector in the LDT is #GP"),
        new("task int local", "SDM vol. 2, INT n: a task gate's selector in the LDT is #GP"),
        new("task jmp gate local", "SDM vol. 2, JMP: a task gate's selector in the LDT is #GP"),
        new("exc rf fault", "SDM vol. 3, 17.3.1.1: the image that a fault pushes has RF set"),
        new("double ud*", Ext),
        new("double icebp np", "SDM vol. 2, INT1: F1 is #DB; QEMU has no such instruction"),
        new("debug icebp", "SDM vol. 2, INT1: F1 is #DB; QEMU has no such instruction"),
        new("debug detect", "SDM vol. 3, 17.2.4: general detect; QEMU does not have it"),
        new("align all", "SDM vol. 3, 6.15 (#AC); QEMU does not check alignment"),
        new("v86 limit", Limits),
        new("iret vm cpl3", "SDM vol. 2, IRET: VM is loaded at CPL 0 only"),
        new("v86 handler ring1", "SDM vol. 2, INT n: from V86 mode, a handler whose DPL is not 0 is #GP(selector)"),
        new("task trap bit", "SDM vol. 3, 17.3.1.5: the T bit of a TSS gives #DB with BT; QEMU does not look at it"),
        new("new task *", NewTask),
        new("cpl3 mov cr1", "SDM vol. 2, MOV CRn: both #UD and #GP apply; a register that does not exist is found in decoding, before privilege"),
        new("cr0 pg without pe", "SDM vol. 2, MOV CRn: #GP(0)"),
        new("cr0 nw without cd", "SDM vol. 2, MOV CRn: #GP(0)"),
        new("cr0 reserved", "SDM vol. 3, 2.5: reserved bits of CR0 stay clear"),
        new("msr unknown", "SDM vol. 2, RDMSR: #GP(0)"),
        new("sysenter null", "SDM vol. 2, SYSENTER: #GP(0) if IA32_SYSENTER_CS[15:2] is 0; QEMU wants all bits 0"),
        new("ltr null", "SDM vol. 2, LTR: #GP(0)"),
        new("limit *", Limits),
        new("page 4m reserved", Reserved),
        new("pae reserved*", Reserved),
        new("pae nx", Reserved),
        new("pae 2m reserved", Reserved),
        new("pae pdpte*", "SDM vol. 3, 4.4.1: the four entries are loaded and checked by MOV to CR3; QEMU reads them in each walk"),
    ];

    public bool Covers(string name) => Case[^1] == '*' ? name.StartsWith(Case[..^1], StringComparison.Ordinal) : string.Equals(name, Case, StringComparison.Ordinal);
}
