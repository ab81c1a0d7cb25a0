namespace GenEmu.Core.Tests.Support;

/// <summary>The product of the axes of rule F5 with what the host reads at stops.</summary>
public sealed class AxesWithPolicies : TheoryData<Engine, Answers, RipPolicy>
{
    public AxesWithPolicies()
    {
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            foreach (Answers answers in Enum.GetValues<Answers>())
            {
                foreach (RipPolicy policy in Enum.GetValues<RipPolicy>())
                {
                    Add(engine, answers, policy);
                }
            }
        }
    }
}
