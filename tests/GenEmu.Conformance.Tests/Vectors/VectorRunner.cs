namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Runs the cases of a form and compares.</summary>
public sealed class VectorRunner(VectorSet set, VectorMachine machine)
{
    private const byte Hlt = 0xF4;

    public VectorScore Run(string form, IEnumerable<VectorCase> cases)
    {
        int total = 0;
        int exact = 0;
        int passed = 0;
        var excused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (VectorCase test in cases.Where(c => !set.Revoked.Contains(c.Hash)))
        {
            total++;
            var instruction = new RealModeInstruction(test.Bytes);
            var expectation = new VectorExpectation(test, machine.AddressMask);
            DesignRule? rule = set.Rules.FirstOrDefault(r => r.Applies(test, instruction));
            rule?.Adjust?.Invoke(test, instruction, expectation);
            ushort undefined = set.UndefinedFlags(test, instruction);
            Execute(test, expectation);
            string? difference = rule is { Adjust: null } ? null : Compare(expectation, undefined, test);
            if (difference is not null)
            {
                failures.Add($"{test}{(rule is null ? "" : $" ({rule.Name})")}: {difference}");
            }
            else if (rule is not null)
            {
                excused[rule.Name] = excused.GetValueOrDefault(rule.Name) + 1;
            }
            else
            {
                passed++;
                exact += Compare(expectation, 0, test) is null ? 1 : 0;
            }

            CleanUp(expectation, wrongly: difference is not null || rule is { Adjust: null });
        }

        if (!machine.IsMemoryClear)
        {
            failures.Add("A case wrote where the silicon did not.");
            machine.ClearMemory();
        }

        return new VectorScore(form, total, exact, passed, excused, failures);
    }

    private void Execute(VectorCase test, VectorExpectation expectation)
    {
        machine.Load(test);
        if (expectation.Fault is not null)
        {
            machine[expectation.Handler] = Hlt;
        }

        if (set.EndsWithHalt || expectation.Fault is not null)
        {
            machine.RunToHalt();
        }
        else
        {
            machine.Step();
        }
    }

    private string? Compare(VectorExpectation expectation, ushort undefined, VectorCase test)
    {
        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            int mask = register == VectorRegister.Flags ? expectation.FlagsMask & ~undefined : 0xFFFF;
            if (((machine.Get(register) ^ expectation[register]) & mask) != 0)
            {
                return $"{register} is {machine.Get(register):X4}, not {expectation[register]:X4}";
            }
        }

        foreach ((uint address, (byte value, byte mask)) in expectation.Memory)
        {
            int pushedFlags = test.Exception is null ? 0 : address == test.PushedFlags ? undefined & 0xFF : address == test.PushedFlags + 1 ? undefined >> 8 : 0;
            if (((machine[address] ^ value) & mask & ~pushedFlags) != 0)
            {
                return $"byte {address:X5} is {machine[address]:X2}, not {value:X2}";
            }
        }

        return null;
    }

    private void CleanUp(VectorExpectation expectation, bool wrongly)
    {
        if (wrongly)
        {
            machine.ClearMemory();        // it may have written anywhere
            return;
        }

        foreach (uint address in expectation.Memory.Keys)
        {
            machine[address] = 0;
        }
    }
}
