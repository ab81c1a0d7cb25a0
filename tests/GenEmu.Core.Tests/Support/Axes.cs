namespace GenEmu.Core.Tests.Support;

/// <summary>The product of the axes of rule F5 that exist.</summary>
public sealed class Axes : TheoryData<Engine, Answers>
{
    public Axes()
    {
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            foreach (Answers answers in Enum.GetValues<Answers>())
            {
                Add(engine, answers);
            }
        }
    }
}
