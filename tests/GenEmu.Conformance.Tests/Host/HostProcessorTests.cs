using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Yaml;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Host;

/// <summary>16- and 32-bit arithmetic, moves and strings do what the host's own processor does.</summary>
public sealed class HostProcessorTests(ITestOutputHelper output, HostProcessorTests.Fixture fixture) : IClassFixture<HostProcessorTests.Fixture>
{
    private const uint ArithmeticFlags = 0x8D5;
    private const uint Df = 0x400;
    private const uint Cf = 1;
    private const uint Of = 0x800;

    // Instructions of user mode that neither jump nor use the stack, ports or addresses of their own.
    private static readonly string[] Names =
    [
        "mov", "movsx", "movzx", "cmovcc", "xchg", "bswap", "xadd", "cmpxchg", "cmpxchg8b", "cbw", "cwd",
        "add", "adc", "sub", "sbb", "cmp", "inc", "dec", "neg", "mul byte", "mul", "imul byte", "imul", "imul register", "imul immediate",
        "div byte", "div", "idiv byte", "idiv", "and", "or", "xor", "not", "test",
        "shl", "shr", "sar", "rol", "ror", "rcl", "rcr", "shld", "shrd",
        "bt", "bt immediate", "bts", "bts immediate", "btr", "btr immediate", "btc", "btc immediate", "bsf", "bsr", "setcc",
        "movs", "cmps", "scas", "lods", "stos", "xlat", "clc", "stc", "cmc", "cld", "std", "lahf", "sahf", "lea",
    ];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in Names)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [HostTheory]
    [MemberData(nameof(Cases))]
    public void Instruction_does_what_the_host_does(string name, bool direct)
    {
        ulong seed = FuzzPlan.Seed;
        var random = new FuzzRandom(seed);
        using var host = new HostProcessor();
        using var guest = new FlatMachine(direct);
        InstructionModel instruction = fixture.Spec.Instructions.Single(i => i.Name == name);
        FormModel[] forms = [.. instruction.Forms.Where(f => !f.Form.Words.HasFlag(FormWords.Not64) && f.Form.Operands.All(o => o.Kind != OperandKind.Offset))];
        int completed = 0;
        int count = FuzzPlan.Count(600, 20_000);
        for (int i = 0; i < count; i++)
        {
            FormModel form = random.Pick<FormModel>(forms);
            byte repeat = instruction.Repeat == RepeatKind.None ? (byte)0 : random.Pick<byte>([0, 0xF2, 0xF3]);
            byte[] bytes = RandomInstruction.Write(form, ref random, repeat);
            HostRegisters before = Start(name, ref random, repeat != 0);
            if (LeavesResultUndefined(form, bytes, before))
            {
                continue;
            }

            random.Fill(host.Data.Slice(HostProcessor.DataLength / 2, 512));
            host.Data.CopyTo(guest.Data);

            HostRegisters actual = before;
            if (!guest.Execute(bytes, ref actual))
            {
                name.ShouldContain("div", Case.Sensitive, $"{Convert.ToHexString(bytes)} faulted, seed {seed:X}, {before}");
                continue;
            }

            completed++;
            HostRegisters expected = before;
            host.Execute(bytes, ref expected);
            uint defined = (ArithmeticFlags & ~Undefined(form, bytes, before)) | Df;
            bool same = Equal(expected, actual, defined) && host.Data.SequenceEqual(guest.Data);
            same.ShouldBeTrue($"{form.Form.Text} [{Convert.ToHexString(bytes)}] seed {seed:X}, flags compared {defined:X3}\nbefore {before}\nhost   {expected}\nguest  {actual}");
        }

        output.WriteLine($"{completed} of {count} completed, seed {seed:X}");
        completed.ShouldBeGreaterThan(count / 20);
    }

    /// <summary>Random registers; those that address memory point into the middle of the data.</summary>
    private static HostRegisters Start(string name, ref FuzzRandom random, bool repeats)
    {
        const uint Middle = HostProcessor.DataAddress + (HostProcessor.DataLength / 2) + 200;
        bool isBitString = name is "bt" or "bts" or "btr" or "btc";
        uint Operand(ref FuzzRandom r) => isBitString ? (uint)(r.Next(4096) - 2048) : r.NextOperand();
        uint flags = (random.Next32() & (ArithmeticFlags | Df)) | 2;
        return new HostRegisters
        {
            Rax = Operand(ref random),
            Rcx = repeats ? (uint)random.Next(40) : Operand(ref random),
            Rdx = name.Contains("div", StringComparison.Ordinal) && random.OneIn(2) ? (uint)random.Next(256) : Operand(ref random),
            Rbx = name == "xlat" ? Middle : Operand(ref random),
            Rbp = Operand(ref random),
            Rsi = Middle,
            Rdi = name is "movs" or "cmps" or "scas" or "stos" ? Middle : Operand(ref random),
            Rflags = flags,
        };
    }

    private static bool Equal(HostRegisters a, HostRegisters b, uint flags)
        => (uint)a.Rax == (uint)b.Rax && (uint)a.Rcx == (uint)b.Rcx && (uint)a.Rdx == (uint)b.Rdx && (uint)a.Rbx == (uint)b.Rbx
            && (uint)a.Rbp == (uint)b.Rbp && (uint)a.Rsi == (uint)b.Rsi && (uint)a.Rdi == (uint)b.Rdi && ((a.Rflags ^ b.Rflags) & flags) == 0;

    /// <summary>BSWAP of 16 bits, and SHLD and SHRD of 16 bits by more than 16.</summary>
    private static bool LeavesResultUndefined(FormModel form, byte[] bytes, HostRegisters before)
        => bytes[0] == 0x66 && (IsNamed(form, "C8+r") || (IsDoubleShift(form) && Count(form, bytes, before) > 16));

    private static uint Undefined(FormModel form, byte[] bytes, HostRegisters before)
    {
        uint undefined = form.Facts.FlagsMaybeUndefined;
        bool isShift = IsDoubleShift(form) || (form.Form.Map == OpcodeMap.Primary && form.Form.Opcode is 0xC0 or 0xC1 or >= 0xD0 and <= 0xD3);
        if (!isShift)
        {
            return undefined;
        }

        int bits = form.Form.Operands[0].Size == OperandSize.Byte ? 8 : bytes[0] == 0x66 ? 16 : 32;
        return Count(form, bytes, before) switch
        {
            0 => 0,
            1 => undefined & ~(Cf | Of),
            int count when count < bits => undefined & ~Cf,
            _ => undefined,
        };
    }

    private static int Count(FormModel form, byte[] bytes, HostRegisters before) => 31 & (form.Form.Operands[^1].Kind switch
    {
        OperandKind.Constant => 1,
        OperandKind.Immediate => bytes[^1],
        _ => (int)before.Rcx,
    });

    private static bool IsDoubleShift(FormModel form) => form.Form.Map == OpcodeMap.Escape0F && form.Form.Opcode is 0xA4 or 0xA5 or 0xAC or 0xAD;

    private static bool IsNamed(FormModel form, string opcode) => form.Form.Text.Contains(opcode, StringComparison.Ordinal);

    /// <summary>The spec, read once.</summary>
    public sealed class Fixture
    {
        internal Spec.SpecModel Spec { get; } = SpecForms.LoadModel();
    }
}
