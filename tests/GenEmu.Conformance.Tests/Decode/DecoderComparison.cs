using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using Iced.Intel;
using OurDecoder = GenEmu.Core.Execution.Decoder;

namespace GenEmu.Conformance.Tests.Decode;

/// <summary>Decodes byte strings with GenEmu's decoder and with Iced's, and compares what they say.</summary>
internal sealed unsafe class DecoderComparison
{
    private const ulong Ip = 0x1000;

    private static readonly HashSet<CpuidFeature> Families =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
        CpuidFeature.CPUID, CpuidFeature.CX8, CpuidFeature.TSC, CpuidFeature.MSR, CpuidFeature.CMOV, CpuidFeature.SEP,
        CpuidFeature.SMM, CpuidFeature.PAUSE, CpuidFeature.MULTIBYTENOP, CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387,
        CpuidFeature.MMX, CpuidFeature.SSE, CpuidFeature.SSE2, CpuidFeature.FXSR, CpuidFeature.CLFSH,
    ];

    private static readonly bool[] IsOurs = [.. Enum.GetValues<Code>().Select(code => code.CpuidFeatures().All(Families.Contains))];

    private readonly CodeMode _mode;
    private readonly IcedReader _iced;
    private readonly MnemonicNames _names = new();
    private Op _op;
    private Instruction _instruction;

    public DecoderComparison(int bitness)
    {
        _mode = bitness == 16 ? CodeMode.Bits16 : CodeMode.Bits32;
        _iced = new IcedReader(bitness);
    }

    /// <summary>How often each rule applied.</summary>
    public long[] Counts { get; } = new long[Enum.GetValues<DecodeRule>().Length];

    /// <summary>Compares one byte string.</summary>
    /// <returns>What differs without a rule that allows it, or null.</returns>
    public string? Compare(ReadOnlySpan<byte> code)
    {
        DecodeResult result;
        fixed (Op* op = &_op)
        {
            result = OurDecoder.Decode(code, Ip, _mode, op);
        }

        _iced.Decode(code, Ip, out _instruction);
        DecodeRule rule = DecodeRule.Same;
        string? difference = result switch
        {
            DecodeResult.TooLong => Refused(DecodeRule.TooLong, ref rule),
            DecodeResult.Incomplete => "there are bytes enough",
            _ => (_op.Flags & OpFlags.Invalid) != 0 ? Refused(DecodeRule.NoInstruction, ref rule) : CompareDecoded(ref rule),
        };
        if (difference is null)
        {
            Counts[(int)rule]++;
            return result == DecodeResult.Decoded && (_op.Flags & OpFlags.Invalid) == 0 ? CompareTruncated(code) : null;
        }

        return $"{Convert.ToHexString(code)}: {difference}; Iced: {_instruction.Code} {_instruction} ({_instruction.Length} bytes); here: "
            + $"{result} {_op.Flags} {InstructionTable.Forms[_op.Form].Op} {InstructionTable.Forms[_op.Form].Text} ({_op.Length} bytes)";
    }

    /// <summary>One byte less is no instruction yet, and nothing behind the last byte counts.</summary>
    private string? CompareTruncated(ReadOnlySpan<byte> code)
    {
        Op op;
        return OurDecoder.Decode(code[..(_op.Length - 1)], Ip, _mode, &op) != DecodeResult.Incomplete ? "decodes without its last byte"
            : OurDecoder.Decode(code[.._op.Length], Ip, _mode, &op) != DecodeResult.Decoded || op.Form != _op.Form || op.Length != _op.Length ? "needs more than its bytes"
            : null;
    }

    private string? Refused(DecodeRule allowed, ref DecodeRule rule)
    {
        rule = _instruction.IsInvalid || allowed == DecodeRule.TooLong ? allowed : DecodeRule.OtherFamily;
        return _instruction.IsInvalid || !IsOurs[(int)_instruction.Code] ? null : "refused here only";
    }

    private string? CompareDecoded(ref DecodeRule rule)
    {
        FormInfo form = InstructionTable.Forms[_op.Form];
        if (_instruction.IsInvalid)
        {
            rule = DecodeRule.MissingRegister;
            return NamesMissingRegister(form) ? null : "decoded here only";
        }

        if (!IsOurs[(int)_instruction.Code])
        {
            return $"{_instruction.Code} needs more than these families";
        }

        return CompareLength() ?? CompareName(form, ref rule) ?? CompareModifiers(form) ?? CompareOperands(form, ref rule);
    }

    private string? CompareLength()
        => _op.Length != _instruction.Length ? "length" : _op.Next != _instruction.NextIP ? "next IP" : null;

    private string? CompareName(FormInfo form, ref DecodeRule rule)
    {
        if (form.Op == "xchg" && _instruction.Mnemonic == Mnemonic.Nop)
        {
            rule = DecodeRule.ExchangeWithItself;
            return _op.Register0 == RegisterFile.Ax && _op.Register1 == RegisterFile.Ax ? null : "no NOP";
        }

        return _names.Agree(_op.Form, _instruction.Mnemonic) ? null : "another instruction";
    }

    private string? CompareModifiers(FormInfo form)
    {
        bool repeats = (_op.Flags & OpFlags.Repeats) != 0;
        if ((form.Flags & FormFlags.Rep) != 0 && (repeats != (_instruction.HasRepPrefix || _instruction.HasRepnePrefix) || (repeats && (_op.Flags & OpFlags.Repne) != 0 != _instruction.HasRepnePrefix)))
        {
            return "REP";
        }

        if (((_op.Flags & OpFlags.Lock) != 0) != _instruction.HasLockPrefix)
        {
            return "LOCK";
        }

        // Iced counts its conditions from 1 in the order of the opcodes.
        return (form.Flags & FormFlags.Condition) != 0 && _op.Condition != (int)_instruction.ConditionCode - 1 ? "condition" : null;
    }

    private string? CompareOperands(FormInfo form, ref DecodeRule rule)
    {
        if (rule == DecodeRule.ExchangeWithItself)
        {
            return null;
        }

        ReadOnlySpan<OperandInfo> infos = [form.Operand0, form.Operand1, form.Operand2];
        ReadOnlySpan<OperandKind> kinds = [_op.Kind0, _op.Kind1, _op.Kind2];
        ReadOnlySpan<ushort> registers = [_op.Register0, _op.Register1, _op.Register2];
        int count = kinds.IndexOf(OperandKind.None) is var none and >= 0 ? none : 3;
        bool implicits = count > _instruction.OpCount;
        rule = implicits ? DecodeRule.ImplicitOperands : rule;
        int at = form.Op is "maskmovq" or "maskmovdqu" ? 1 : 0;          // Iced names the memory at rDI too
        for (int slot = 0; slot < count; slot++)
        {
            if (implicits && infos[slot].Kind is OperandKind.FixedRegister or OperandKind.FixedSegment)
            {
                continue;
            }

            if (at == _instruction.OpCount)
            {
                return "more operands";
            }

            string? difference = OperandComparison.Compare(in _op, infos[slot], kinds[slot], registers[slot], in _instruction, at++, ref rule);
            if (difference is not null)
            {
                return $"operand {slot}: {difference}";
            }
        }

        return at == _instruction.OpCount ? null : "fewer operands";
    }

    private bool NamesMissingRegister(FormInfo form) => form.Op switch
    {
        "mov to segment" => _op.Register0 == Segment.Cs,
        "mov from control" => _op.Register1 is not (0 or 2 or 3 or 4),
        "mov to control" => _op.Register0 is not (0 or 2 or 3 or 4),
        _ => false,
    };
}
