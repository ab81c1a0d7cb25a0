namespace GenEmu.Core.Tests.Support;

/// <summary>Says which clause of a rule cannot be tested before the processor has more; eng/RuleTable.cs shows it in docs/rules.md.</summary>
/// <param name="rule">The rule: a letter and two digits.</param>
/// <param name="clause">What of it waits.</param>
/// <param name="needs">What it waits for.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class DeferredAttribute(string rule, string clause, string needs) : Attribute
{
    public string Rule { get; } = rule;

    public string Clause { get; } = clause;

    public string Needs { get; } = needs;
}
