using System.Globalization;
using System.Text;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using Iced.Intel;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Compares a case's result with the silicon's.</summary>
internal sealed class NativeComparison
{
    private const int StackPointer = 4;
    private const int MxcsrMaskAt = 28;                 // in FXSAVE's image
    private const uint InstructionFetch = 0x10;         // a page fault's I/D bit, which only processors with NX set

    private static readonly (string Name, uint Mask)[] FlagNames =
        [("CF", EFlags.Cf), ("PF", EFlags.Pf), ("AF", EFlags.Af), ("ZF", EFlags.Zf), ("SF", EFlags.Sf), ("OF", EFlags.Of)];

    /// <summary>Exceptions other than the closing INT3, by vector.</summary>
    public int[] Exceptions { get; } = new int[32];

    /// <summary>For each arithmetic flag: how often it was undefined, and how often it agreed even then.</summary>
    public (int Undefined, int Agreed)[] Flags { get; } = new (int Undefined, int Agreed)[FlagNames.Length];

    /// <summary>How often each rule excused something.</summary>
    public Dictionary<string, int> Rules { get; } = [];

    /// <summary>Compares a result of a form that leaves no flags undefined; quick if there is no difference.</summary>
    /// <returns>The differences, or null.</returns>
    public string? Compare(FormInfo form, MadeCase made, in NativeCase before, in NativeCase silicon, in NativeCase result)
    {
        if (form.UndefinedFlags != 0 || !AreEqual(silicon, result))
        {
            return Compare(new NativeOutcome(form, made, before, silicon), result);
        }

        Exceptions[silicon.Context.Trap]++;
        return null;
    }

    /// <summary>Compares a result.</summary>
    /// <returns>The differences, or null.</returns>
    public string? Compare(NativeOutcome outcome, in NativeCase result)
    {
        uint undefined = UndefinedResults.Flags(outcome);
        Exceptions[outcome.Silicon.Context.Trap]++;
        CountUndefined(undefined, outcome.Silicon.Context.Eflags ^ result.Context.Eflags);
        if (UndefinedResults.Destination(outcome) || Differences(outcome.Silicon, result, undefined, NativeAspects.None).Length == 0)
        {
            return null;
        }

        NativeAspects ignored = NativeAspects.None;
        foreach (NativeRule rule in NativeRules.Applicable.Where(r => r.Applies(outcome)))
        {
            ignored |= rule.Ignored;
            Rules[rule.Name] = Rules.GetValueOrDefault(rule.Name) + 1;
        }

        NativeCase expected = outcome.Silicon;
        if ((ignored & NativeAspects.MxcsrMask) != 0)
        {
            int at = (int)(outcome.Target - NativeLayout.Area) + MxcsrMaskAt;
            ((ReadOnlySpan<byte>)result.Area).Slice(at, sizeof(uint)).CopyTo(((Span<byte>)expected.Area)[at..]);
        }

        string text = Differences(expected, result, undefined, ignored);
        return text.Length == 0 ? null : $"{Instruction(outcome)}:{text}{State(outcome.Before)}";
    }

    public string Summary()
    {
        IEnumerable<string> exceptions = Enumerable.Range(0, 32).Where(v => v != Vector.Bp && Exceptions[v] > 0)
            .Select(v => string.Create(CultureInfo.InvariantCulture, $"#{v}: {Exceptions[v]}"));
        IEnumerable<string> flags = FlagNames.Zip(Flags).Where(f => f.Second.Undefined > 0)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.First.Name} {100.0 * f.Second.Agreed / f.Second.Undefined:0.#} %"));
        return $"{Exceptions.Sum()} cases; exceptions {string.Join(", ", exceptions)}; undefined flags that agree: {string.Join(", ", flags)}{string.Concat(Rules.Select(r => $"; {r.Value} x {r.Key}"))}";
    }

    /// <summary>Whether everything is equal that <see cref="Differences"/> looks at when nothing is excused.</summary>
    private static bool AreEqual(in NativeCase silicon, in NativeCase result)
    {
        ref readonly NativeContext s = ref silicon.Context;
        ref readonly NativeContext r = ref result.Context;
        return (s.Eax, s.Ecx, s.Edx, s.Ebx, s.Esp, s.Ebp, s.Esi, s.Edi) == (r.Eax, r.Ecx, r.Edx, r.Ebx, r.Esp, r.Ebp, r.Esi, r.Edi)
            && (s.Eip, s.Eflags, s.Trap) == (r.Eip, r.Eflags, r.Trap)
            && (s.Cs ^ r.Cs | s.Ss ^ r.Ss | s.Ds ^ r.Ds | s.Es ^ r.Es | s.Fs ^ r.Fs | s.Gs ^ r.Gs) << 16 == 0
            && (s.Error & ~(s.Trap == Vector.Pf ? InstructionFetch : 0)) == r.Error
            && (s.Trap != Vector.Pf || s.Cr2 == r.Cr2)
            && NativeFloat.AreEqual(silicon.Float, result.Float)
            && ((ReadOnlySpan<byte>)silicon.Area).SequenceEqual(result.Area);
    }

    private static string Differences(in NativeCase silicon, in NativeCase result, uint undefined, NativeAspects ignored)
    {
        var text = new StringBuilder();
        NativeContext s = silicon.Context;
        NativeContext r = result.Context;
        if ((ignored & NativeAspects.All) != 0)
        {
            return "";
        }

        for (int i = 0; i < 8; i++)
        {
            if ((ignored & NativeAspects.Registers) == 0 || i == StackPointer)
            {
                Expect(text, ((Register)((int)Register.EAX + i)).ToString(), s[i], r[i]);
            }
        }

        ExpectException(text, s, r, ignored);
        uint flags = ~(undefined | ((ignored & NativeAspects.ArithmeticFlags) != 0 ? EFlags.Arithmetic : 0) | ((ignored & NativeAspects.ResumeFlag) != 0 ? EFlags.Rf : 0));
        Expect(text, "EIP", s.Eip, r.Eip);
        Expect(text, "EFLAGS", s.Eflags & flags, r.Eflags & flags);
        Expect(text, "CS", s.Cs & 0xFFFF, r.Cs & 0xFFFF);
        Expect(text, "SS", s.Ss & 0xFFFF, r.Ss & 0xFFFF);
        Expect(text, "DS", s.Ds & 0xFFFF, r.Ds & 0xFFFF);
        Expect(text, "ES", s.Es & 0xFFFF, r.Es & 0xFFFF);
        Expect(text, "FS", s.Fs & 0xFFFF, r.Fs & 0xFFFF);

        // Null in GS may have lost its RPL to what the kernel does between the instruction and the signal: seen twice in 40 000 cases.
        if ((s.Gs & 0xFFFF) != 0 || (r.Gs & 0xFFFF) > 3)
        {
            Expect(text, "GS", s.Gs & 0xFFFF, r.Gs & 0xFFFF);
        }

        if ((ignored & NativeAspects.Float) == 0)
        {
            uint conditions = (ignored & NativeAspects.Conditions) != 0 ? 0x4700u : 0;
            foreach (string difference in NativeFloat.Differences(((ReadOnlySpan<byte>)silicon.Float).ToArray(), ((ReadOnlySpan<byte>)result.Float).ToArray(), conditions))
            {
                text.Append(CultureInfo.InvariantCulture, $" {difference};");
            }
        }

        if ((ignored & NativeAspects.Memory) == 0)
        {
            ExpectMemory(text, silicon.Area, result.Area);
        }

        return text.ToString();
    }

    private static void ExpectException(StringBuilder text, in NativeContext s, in NativeContext r, NativeAspects ignored)
    {
        if ((ignored & NativeAspects.Fault) != 0)
        {
            return;
        }

        Expect(text, "vector", s.Trap, r.Trap);
        Expect(text, "code", s.Error & ~(s.Trap == Vector.Pf ? InstructionFetch : 0), r.Error);
        if ((ignored & NativeAspects.FaultAddress) == 0)
        {
            Expect(text, "CR2", s.Trap == Vector.Pf ? s.Cr2 : 0, r.Trap == Vector.Pf ? r.Cr2 : 0);
        }
    }

    private static string Instruction(NativeOutcome outcome)
    {
        byte[] code = outcome.Code.ToArray();
        return $"{Convert.ToHexString(code)} {Iced.Intel.Decoder.Create(32, code, NativeLayout.Code).Decode()}";
    }

    private static string State(in NativeCase before)
    {
        NativeContext c = before.Context;
        return $" before: EAX={c.Eax:X} ECX={c.Ecx:X} EDX={c.Edx:X} EBX={c.Ebx:X} ESP={c.Esp:X} EBP={c.Ebp:X} ESI={c.Esi:X} EDI={c.Edi:X} EFLAGS={c.Eflags:X} "
            + $"{NativeFloat.Describe(before.Float)} {NativeLayout.Area:X}: {Convert.ToHexString(before.Area)}";
    }

    private static void Expect(StringBuilder text, string what, uint silicon, uint result)
    {
        if (silicon != result)
        {
            text.Append(CultureInfo.InvariantCulture, $" {what} is {result:X}, silicon has {silicon:X};");
        }
    }

    private static void ExpectMemory(StringBuilder text, ReadOnlySpan<byte> silicon, ReadOnlySpan<byte> result)
    {
        int at = silicon.CommonPrefixLength(result);
        if (at < silicon.Length)
        {
            int length = Math.Min(8, silicon.Length - at);
            text.Append(CultureInfo.InvariantCulture, $" memory at {NativeLayout.Area + at:X} is {Convert.ToHexString(result.Slice(at, length))}, silicon has {Convert.ToHexString(silicon.Slice(at, length))};");
        }
    }

    private void CountUndefined(uint undefined, uint different)
    {
        for (int i = 0; i < FlagNames.Length; i++)
        {
            uint mask = FlagNames[i].Mask;
            if ((undefined & mask) != 0)
            {
                Flags[i].Undefined++;
                Flags[i].Agreed += (different & mask) == 0 ? 1 : 0;
            }
        }
    }
}
