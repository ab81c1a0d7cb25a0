using GenEmu.Spec.Checking;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The 80286 in real mode. What it leaves undefined is what opcodes.yaml says.</summary>
public class Processor80286 : VectorSet
{
    private const byte DivideError = 0;
    private const byte InvalidOpcode = 6;
    private const byte NoCoprocessor = 7;
    private const byte StackFault = 12;
    private const byte GeneralProtection = 13;
    private const ushort Cf = 1;
    private const ushort Df = 0x400;
    private const ushort Of = 0x800;

    private readonly SpecForms _spec = SpecForms.Load();

    public override string Name => "80286";

    public override bool Wraps => false;

    public override bool EndsWithHalt => true;

    public override double RequiredShare => 0.97;

    public override IReadOnlyList<DesignRule> Rules { get; } =
    [
        new(
            "LOCK before an instruction that cannot be locked is #UD since the 80386",
            "SDM vol. 2, LOCK",
            (_, i) => i.Locked && !i.Lockable,
            (_, _, e) => e.ExpectFault(InvalidOpcode)),
        new(
            "Instructions may be 15 bytes long since the 80386, not 10",
            "SDM vol. 2, 2.3.11 (instruction length limit)",
            (test, _) => test.Exception == GeneralProtection && test.Bytes.Length - 1 > 10,
            Adjust: null),
        new(
            "FS and GS exist since the 80386",
            "SDM vol. 2, MOV",
            (_, i) => i.Opcode is 0x8C or 0x8E && i.Reg is 4 or 5,
            ExpectMoveOfNewSegment),
        new(
            "Without a coprocessor, said by CR0.EM, x87 instructions are #NM",
            "SDM vol. 3, 2.5, EM",
            (_, i) => i.Opcode is >= 0xD8 and <= 0xDF,
            (_, _, e) => e.ExpectFault(NoCoprocessor)),
        new(
            "A string instruction that faults leaves its registers at the last finished element",
            "SDM vol. 3, program or task restart",
            (test, i) => test.Exception == GeneralProtection && i.IsString,
            ExpectRestartableString),
        new(
            "A fault leaves SP and the flags alone; POP m16 and AAM 0 on the 80286 had changed them",
            "SDM vol. 3, program or task restart",
            (test, i) => (test.Exception == GeneralProtection && i.Opcode == 0x8F) || (test.Exception == DivideError && i.Opcode == 0xD4),
            (test, i, e) => e.ExpectFault(i.Opcode == 0x8F ? SegmentFault(test, i) : DivideError)),
        new(
            "An access beyond the end of the stack segment is #SS since the 80386, not #GP",
            "SDM vol. 3, interrupt 12",
            (test, i) => test.Exception == GeneralProtection && SegmentFault(test, i) == StackFault,
            (_, _, e) => e.ExpectFault(StackFault)),
        new(
            "One captured frame holds SS where CS belongs",
            "SDM vol. 2, INT n",
            (test, i) => i.Opcode == 0xCD && test.FinalWord(test.PushedFlags - 2) == test.Initial(VectorRegister.Ss) && test.Initial(VectorRegister.Cs) != test.Initial(VectorRegister.Ss),
            (test, _, e) => e.ExpectOnStack(2, test.Initial(VectorRegister.Cs))),
    ];

    public override IReadOnlySet<string> Revoked { get; } = VectorFolder.Path is null
        ? new HashSet<string>(StringComparer.Ordinal)
        : File.ReadLines(VectorFolder.File("80286", "revocation_list.txt")).Where(line => !line.StartsWith('#')).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);

    public override ushort UndefinedFlags(VectorCase test, RealModeInstruction instruction)
    {
        var encoding = new OpcodeBytes(instruction.Opcode > 0xFF, (byte)instruction.Opcode, instruction.ModRm, Prefix: 0);
        if (_spec.Find(encoding) is not { Facts: { } facts })
        {
            return 0;
        }

        var undefined = (ushort)facts.FlagsMaybeUndefined;
        return instruction.IsShift ? (ushort)(undefined & ~Defined(instruction.ShiftCount(test.Initial(VectorRegister.Cx)), instruction.Bits)) : undefined;
    }

    /// <summary>A shift defines OF for a count of 1, and CF for counts below the width; none changes anything (SDM vol. 2, SAL/SAR/SHL/SHR).</summary>
    private static int Defined(int count, int bits) => count switch
    {
        0 => 0xFFFF,
        1 => Cf | Of,
        _ when count < bits => Cf,
        _ => 0,
    };

    /// <summary>The vector for an access that leaves its segment, by the segment.</summary>
    private static byte SegmentFault(VectorCase test, RealModeInstruction i)
    {
        bool usesStackToo = i.Opcode == 0x8F || (i.Opcode == 0xFF && i.Reg is 2 or 3 or 6);
        int bytes = i.Opcode is 0xC4 or 0xC5 or 0x62 || (i.Opcode == 0xFF && i.Reg is 3 or 5) ? 4 : 2;
        bool onStack = i.UsesStackOnly || (usesStackToo && !i.LeavesSegment(test, bytes));
        return onStack || i.Segment == VectorRegister.Ss ? StackFault : GeneralProtection;
    }

    /// <summary>FS and GS are 0 in these cases: MOV from them stores 0, MOV to them changes nothing that is compared.</summary>
    private static void ExpectMoveOfNewSegment(VectorCase test, RealModeInstruction i, VectorExpectation e)
    {
        e.ExpectCompletion(test.Bytes.Length);
        if (i.Opcode == 0x8C && i.IsMemory)
        {
            e.Expect(i.Segment, i.Offset(test), 0);
        }
        else if (i.Opcode == 0x8C)
        {
            e[i.RmRegister] = 0;
        }
    }

    /// <summary>The silicon had stepped the index registers, and CX, past the element that faulted.</summary>
    private static void ExpectRestartableString(VectorCase test, RealModeInstruction i, VectorExpectation e)
    {
        int step = (test.Initial(VectorRegister.Flags) & Df) != 0 ? -2 : 2;
        bool usesSource = i.Opcode is 0xA5 or 0xA7 or 0xAD or 0x6F;
        VectorRegister index = usesSource ? VectorRegister.Si : VectorRegister.Di;
        bool sourceFaults = usesSource && (ushort)(e[VectorRegister.Si] - step) == 0xFFFF;
        e[index] -= (ushort)step;
        if (usesSource && !sourceFaults)
        {
            e[VectorRegister.Di] -= (ushort)step;
        }

        if (i.Repeated)
        {
            int finished = (ushort)((e[index] - test.Initial(index)) * Math.Sign(step)) / 2;
            e[VectorRegister.Cx] = (ushort)(test.Initial(VectorRegister.Cx) - finished);
        }

        if (sourceFaults && i.Segment == VectorRegister.Ss)
        {
            e.Redirect(StackFault);
        }
    }
}
