using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Real mode against vectors captured on an 8086.</summary>
public sealed class Processor8086Tests(VectorScores<Processor8086> scores, ITestOutputHelper output)
    : VectorTests<Processor8086>(scores, output), IClassFixture<VectorScores<Processor8086>>
{
    public static TheoryData<string> Forms => [.. VectorFolder.Forms("8086")];

    [VectorTheory]
    [MemberData(nameof(Forms))]
    public override void Form_behaves_as_silicon_or_as_a_rule_says(string form) => base.Form_behaves_as_silicon_or_as_a_rule_says(form);

    [VectorFact]
    public override void Enough_cases_hold_without_any_rule() => base.Enough_cases_hold_without_any_rule();
}
