using GenEmu.DeviceConformance.Tests.Broken;

namespace GenEmu.DeviceConformance.Tests;

/// <summary>Every mistake has its finding.</summary>
public sealed class BrokenDeviceTests
{
    public static TheoryData<Type, ConformanceRule, string> Mistakes => new()
    {
        { typeof(Throws), ConformanceRule.Throws, "IndexOutOfRangeException" },
        { typeof(TooWide), ConformanceRule.Width, "1FFh, which does not fit into 1 bytes" },
        { typeof(BlocksDiffer), ConformanceRule.Blocks, "in blocks it is not the same" },
        { typeof(CannotAttach), ConformanceRule.Attach, "no such chip" },
        { typeof(Unchecked), ConformanceRule.Configuration, "with speed='nonsense', attaching threw FormatException" },
        { typeof(Hangs), ConformanceRule.Hangs, "does not come back" },
        { typeof(NeverAnswers), ConformanceRule.Unanswered, "is not answered" },
        { typeof(HostTime), ConformanceRule.HostTime, "Host.CompleteAt" },
        { typeof(OtherThread), ConformanceRule.Threads, "was called on another thread" },
        { typeof(WallClock), ConformanceRule.Determinism, "wall clock" },
        { typeof(Shared), ConformanceRule.Sharing, "static state" },
        { typeof(CountsEarly), ConformanceRule.StateBeforeWait, "'count' is" },
        { typeof(IgnoresCancellation), ConformanceRule.Cancellation, "ThrowIfCancellationRequested" },
        { typeof(TimerSurvives), ConformanceRule.ResetTimers, "'asks for the end (1)'" },
        { typeof(WireSticks), ConformanceRule.ResetWires, "holds 'irq5' high" },
        { typeof(ClaimStays), ConformanceRule.ResetClaims, "after power-on they are" },
        { typeof(ResetsAtInit), ConformanceRule.Init, "INIT" },
        { typeof(SavingCounts), ConformanceRule.Save, "'saves' is" },
        { typeof(Forgets), ConformanceRule.Load, "goes on differently" },
        { typeof(ForgetsWire), ConformanceRule.Load, "wires are not driven again" },
        { typeof(ForgetsClaim), ConformanceRule.Load, "claims are not where they were" },
        { typeof(SavesNothing), ConformanceRule.Load, "the device saves nothing" },
        { typeof(LoadsAnything), ConformanceRule.LoadChecks, "was loaded without complaint" },
        { typeof(RunsOn), ConformanceRule.Unload, "IDeviceHost.Post" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_and_explained(Type device, ConformanceRule rule, string words)
    {
        IReadOnlyList<ConformanceFinding> findings = Check(device);
        findings.ShouldContain(finding => finding.Rule == rule && finding.Message.Contains(words), string.Join('\n', findings));
    }

    [Fact]
    public void Every_rule_has_a_device_that_breaks_it()
        => Enum.GetValues<ConformanceRule>().Except(Mistakes.Select(row => (ConformanceRule)row[1])).ShouldBeEmpty();

    [Fact]
    public void A_rule_that_is_broken_on_purpose_can_be_left_out()
    {
        var options = new ConformanceOptions { Except = new HashSet<ConformanceRule> { ConformanceRule.Init } };
        Conformance.DeviceConformance.Check(() => new ResetsAtInit(), options).ShouldBeEmpty();
    }

    [Fact]
    public void The_script_brings_a_device_to_where_it_fails()
    {
        Conformance.DeviceConformance.Check(() => new OpensAfterPassword()).ShouldBeEmpty();
        var options = new ConformanceOptions { Script = [.. "sesame"u8.ToArray().Select(letter => TrafficStep.Out(0x300, letter)), TrafficStep.In(0x300)] };
        Conformance.DeviceConformance.Check(() => new OpensAfterPassword(), options).ShouldContain(finding => finding.Rule == ConformanceRule.Throws);
    }

    [Fact]
    public void The_same_seed_finds_the_same()
        => Check(typeof(Throws)).ShouldBe(Check(typeof(Throws)));

    private static IReadOnlyList<ConformanceFinding> Check(Type device) => Conformance.DeviceConformance.Check(
        () => (IDevice)Activator.CreateInstance(device)!, new ConformanceOptions { Patience = TimeSpan.FromSeconds(2) });
}
