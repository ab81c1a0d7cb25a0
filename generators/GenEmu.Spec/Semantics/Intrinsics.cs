using static GenEmu.Spec.Semantics.IntrinsicTraits;
using static GenEmu.Spec.Semantics.ParameterKind;

namespace GenEmu.Spec.Semantics;

/// <summary>The intrinsics of the language, as docs/spec-language.md lists them.</summary>
public static class Intrinsics
{
    private const IntrinsicTraits Branch = Faults | Waits | Effect | Reads | Writes | EndsBlock;
    private const IntrinsicTraits Transfer = Branch | TakesOp;
    private const int OperandSize = -1;
    private const int Truth = -2;

    private static readonly Dictionary<string, Intrinsic> ByName = new[]
    {
        Make("RequireProtected", Faults, 0),
        Make("RequireCpl0", Faults, 0),
        Make("CheckRead", Faults | TakesOp, 0, Operand),
        Make("CheckWrite", Faults | TakesOp, 0, Operand),
        Make("CheckPush", Faults | Sized, 0, Known),
        Make("CheckPop", Faults | Sized, 0, Known),
        Make("Push", Faults | Waits | Effect | Writes | Sized, 0, Unsigned),
        Make("Pop", Faults | Waits | Reads | Sized, OperandSize),
        Make("Release", Effect, 0, Unsigned),
        Make("Skip", Effect | Sized, 0),
        Make("CheckIo", Faults | Io, 0, Unsigned, Known),
        Make("PortIn", Waits | Reads | Io, OperandSize, Unsigned, Known),
        Make("PortOut", Waits | Effect | Io, 0, Unsigned, Unsigned, Known),
        Make("Address", TakesOp, 32, Place),
        Make("CheckPart", Faults | TakesOp, 0, Place, Known, Known),
        Make("Part", Faults | Waits | Reads | TakesOp, OperandSize, Place, Known, Known),
        Make("Displace", TakesOp, 0, Place, Signed),
        Make("Advance", Effect | TakesOp | Sized, 0, ParameterKind.Index),
        Make("CheckJump", Faults | TakesOp, 0, Unsigned),
        Make("Jump", Faults | Effect | EndsBlock | TakesOp, 0, Unsigned),
        Make("FarJump", Transfer, 0, Unsigned, Unsigned),
        Make("FarCall", Transfer, 0, Unsigned, Unsigned),
        Make("FarReturn", Transfer, 0, Unsigned),
        Make("InterruptReturn", Transfer | WritesFlags, 0),
        Make("Interrupt", Transfer, 0, Unsigned),
        Make("Breakpoint", Transfer, 0),
        Make("Overflow", Transfer, 0),
        Make("IceBreakpoint", Transfer, 0),
        Make("CheckSegment", Faults | TakesOp, 0, Place),
        Make("LoadSegment", Faults | Waits | Effect | Reads | Writes | EndsBlock, 0, ParameterKind.Segment, Unsigned),
        Make("IsSS", TakesOp, Truth, Place),
        Make("Inhibit", Effect | EndsBlock, 0),
        Make("InhibitInterrupts", Effect | EndsBlock, 0),
        Make("CheckFlagsAccess", Faults, 0),
        Make("FlagsImage", ReadsFlags, 32),
        Make("LoadFlags", Effect | EndsBlock | WritesFlags | TakesOp, 0, Unsigned),
        Make("CheckInterruptFlag", Faults, 0),
        Make("SetInterruptFlag", Effect | EndsBlock, 0, Bool),
        Make("SetDirectionFlag", Effect, 0, Bool),
        Make("Halt", Effect | EndsBlock, 0),
        Make("Raise", Faults | Ends, 0, ParameterKind.Exception),
        Make("CheckFpu", Faults, 0),
        Make("CheckX87", Faults, 0),
        Make("CheckMmx", Faults, 0),
        Make("CheckSse", Faults, 0),
        Make("RecordPointers", TakesOp, 0, Known),
        Make("EnterMmx", None, 0),
        Make("StoreMasked", Faults | Waits | Effect | Writes | TakesOp, 0, Place, Place),
        Make("StoreEnvironment", Faults | Waits | Effect | Writes | TakesOp, 0, Place),
        Make("LoadEnvironment", Faults | Waits | Effect | Reads | TakesOp, 0, Place),
        Make("SaveX87", Faults | Waits | Effect | Writes | TakesOp, 0, Place),
        Make("RestoreX87", Faults | Waits | Effect | Reads | TakesOp, 0, Place),
        Make("SaveFloat", Faults | Waits | Effect | Writes | TakesOp, 0, Place),
        Make("RestoreFloat", Faults | Waits | Effect | Reads | TakesOp, 0, Place),
        Make("LoadMxcsr", Faults | Effect, 0, Unsigned),
        Make("StoredMxcsr", None, 32),
        Make("StoreExtended", Faults | Waits | Effect | Writes | TakesOp, 0, Place),
        Make("StoreDecimal", Faults | Waits | Effect | Writes | TakesOp, 0, Place),
        Make("InitializeX87", Effect, 0),
        Make("ClearX87Errors", Effect, 0),
        Make("FlushLine", Faults | TakesOp, 0, Place),
        Make("CheckWait", Faults, 0),
        Make("ReadControl", Faults | TakesOp, OperandSize, Place),
        Make("WriteControl", Faults | Waits | Effect | Reads | EndsBlock | TakesOp, 0, Place, Unsigned),
        Make("ReadDebug", Faults | TakesOp, OperandSize, Place),
        Make("WriteDebug", Faults | Effect | EndsBlock | TakesOp, 0, Place, Unsigned),
        Make("StoreGdt", Faults | Waits | Writes | TakesOp, 0, Place),
        Make("StoreIdt", Faults | Waits | Writes | TakesOp, 0, Place),
        Make("LoadGdt", Faults | Waits | Effect | Reads | TakesOp, 0, Place),
        Make("LoadIdt", Faults | Waits | Effect | Reads | TakesOp, 0, Place),
        Make("ReadLdtr", None, 16),
        Make("ReadTaskRegister", None, 16),
        Make("LoadLdtr", Faults | Waits | Effect | Reads, 0, Unsigned),
        Make("LoadTaskRegister", Faults | Waits | Effect | Reads | Writes, 0, Unsigned),
        Make("MachineStatus", None, OperandSize),
        Make("LoadMachineStatus", Faults | Effect | EndsBlock, 0, Unsigned),
        Make("ClearTaskSwitched", Effect | EndsBlock, 0),
        Make("AccessRights", Faults | Waits | Reads | WritesZero, OperandSize, Unsigned, Unsigned),
        Make("SegmentLimit", Faults | Waits | Reads | WritesZero, OperandSize, Unsigned, Unsigned),
        Make("VerifyRead", Faults | Waits | Effect | Reads | WritesZero, 0, Unsigned),
        Make("VerifyWrite", Faults | Waits | Effect | Reads | WritesZero, 0, Unsigned),
        Make("InvalidatePage", Effect | EndsBlock | TakesOp, 0, Place),
        Make("InvalidateCaches", Effect, 0),
        Make("Cpuid", Faults | Effect, 0),
        Make("ReadTimeStamp", Faults | Effect, 0),
        Make("ReadMsr", Faults | Effect, 0),
        Make("WriteMsr", Faults | Effect | EndsBlock, 0),
        Make("Enter", Faults | Waits | Effect | Reads | Writes | TakesOp, 0, Unsigned, Unsigned),
        Make("LeaveFrame", Faults | Waits | Effect | Reads | TakesOp, 0),
        Make("SystemEnter", Branch, 0),
        Make("SystemExit", Branch, 0),
        Make("Resume", Branch | WritesFlags, 0),
    }.ToDictionary(i => i.Name, StringComparer.Ordinal);

    /// <summary>The intrinsic of this name, or null.</summary>
    /// <param name="name">The name.</param>
    public static Intrinsic? Find(string name) => ByName.TryGetValue(name, out var intrinsic) ? intrinsic : null;

    private static Intrinsic Make(string name, IntrinsicTraits traits, int result, params ParameterKind[] parameters) =>
        new(name, new(parameters), result, traits);
}
