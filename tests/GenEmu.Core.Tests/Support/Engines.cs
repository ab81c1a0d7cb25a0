namespace GenEmu.Core.Tests.Support;

/// <summary>The axis of rule F5 that is left where a test needs its device to answer late: both engines, alone or with each row of a table.</summary>
public sealed class Engines : TheoryData<Engine>
{
    public Engines() => AddRange(Enum.GetValues<Engine>());

    public static TheoryData<Engine, T> With<T>(params T[] rows)
    {
        var data = new TheoryData<Engine, T>();
        Each(rows, data.Add);
        return data;
    }

    public static TheoryData<Engine, T1, T2> With<T1, T2>(params (T1 First, T2 Second)[] rows)
    {
        var data = new TheoryData<Engine, T1, T2>();
        Each(rows, (engine, row) => data.Add(engine, row.First, row.Second));
        return data;
    }

    public static TheoryData<Engine, T1, T2, T3> With<T1, T2, T3>(params (T1 First, T2 Second, T3 Third)[] rows)
    {
        var data = new TheoryData<Engine, T1, T2, T3>();
        Each(rows, (engine, row) => data.Add(engine, row.First, row.Second, row.Third));
        return data;
    }

    private static void Each<T>(T[] rows, Action<Engine, T> add)
    {
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            Array.ForEach(rows, row => add(engine, row));
        }
    }
}
