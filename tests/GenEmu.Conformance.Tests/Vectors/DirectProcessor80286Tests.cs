using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Real mode against vectors captured on an 80286, run by direct handlers.</summary>
public sealed class DirectProcessor80286Tests(VectorScores<DirectProcessor80286> scores, ITestOutputHelper output)
    : VectorTests<DirectProcessor80286>(scores, output), IClassFixture<VectorScores<DirectProcessor80286>>
{
    public static TheoryData<string> Forms => [.. VectorFolder.Forms("80286")];

    [VectorTheory]
    [MemberData(nameof(Forms))]
    public override void Form_behaves_as_silicon_or_as_a_rule_says(string form) => base.Form_behaves_as_silicon_or_as_a_rule_says(form);

    [VectorFact]
    public override void Enough_cases_hold_without_any_rule() => base.Enough_cases_hold_without_any_rule();
}
