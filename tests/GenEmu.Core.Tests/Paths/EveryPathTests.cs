using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Paths;

/// <summary>Whatever an instruction or an event's delivery touches may lie in a device that answers later: the guest cannot tell, and no access is made twice.</summary>
public sealed class EveryPathTests
{
    private const int LeastCases = 240;

    private static readonly (Engine Engine, Place Place)[] Others =
        [(Engine.Direct, Place.Synchronous), (Engine.Direct, Place.Asynchronous), (Engine.Recorded, Place.Asynchronous)];

    public static TheoryData<string> Cases() => [.. PathCases.All.Select(c => c.Name)];

    /// <summary>Both engines, with each structure in RAM, in a device that answers at once, and in one that answers later; and with all of them in devices.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void B01_Each_structure_may_lie_in_a_device(string name)
    {
        PathCase test = PathCases.All.Single(c => c.Name == name);
        foreach (Paging paging in PagingOf(test))
        {
            PathOutcome memory = PathOutcome.Of(test, paging, Engine.Recorded, _ => Place.Ram);
            PathOutcome.Of(test, paging, Engine.Direct, _ => Place.Ram).ShouldBeLike(memory, $"{paging}, direct");
            IReadOnlySet<Structure> touched = Compare(test, paging, memory, _ => true, "everything");
            test.Touches.ShouldBeSubsetOf(touched, $"{paging}: the case misses its point");
            foreach (Structure structure in touched)
            {
                Compare(test, paging, memory, s => s == structure, $"{structure}");
            }
        }
    }

    /// <summary>The fault tables: a device that throws reads as all ones, wherever it is met, and the host goes on.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void B01_A_device_that_throws_reads_as_all_ones(string name)
    {
        PathCase test = PathCases.All.Single(c => c.Name == name);
        Paging paging = test.Mode == PathMode.Real ? Paging.Off : Paging.TwoLevel;
        PathOutcome sound = PathOutcome.Of(test, paging, Engine.Recorded, s => InDevice(s, Place.Synchronous));
        for (int i = 0; i < sound.FirstRunAccesses; i++)
        {
            PathOutcome expected = PathOutcome.Of(test, paging, Engine.Recorded, s => InDevice(s, Place.Synchronous), throwsAt: i);
            PathOutcome actual = PathOutcome.Of(test, paging, Engine.Direct, s => InDevice(s, Place.Asynchronous), throwsAt: i);
            string where = $"access {i} ({expected.Log[i]}) throws";
            actual.ShouldBeLike(expected, where);
            actual.ShouldAskLike(expected, where);
            (expected.Faults, actual.Faults).ShouldBe((1, 1), where);
        }

        // Code stays in memory: what it fetches as all ones is another program.
        static Place InDevice(Structure structure, Place place) => structure is Structure.CodeStart or Structure.CodeEnd or Structure.Handlers ? Place.Ram : place;
    }

    /// <summary>Saved at every access that waits and after every step, and gone on with in another machine: the guest cannot tell, and no access is made twice.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void E02_A_snapshot_at_every_micro_step_changes_nothing(string name)
    {
        PathCase test = PathCases.All.Single(c => c.Name == name);
        foreach (Paging paging in PagingOf(test))
        {
            PathOutcome memory = PathOutcome.Of(test, paging, Engine.Recorded, _ => Place.Ram);
            PathOutcome expected = PathOutcome.Of(test, paging, Engine.Recorded, _ => Place.Synchronous, steps: true);        // a repetition that the host stops is fetched again
            foreach (Engine engine in Enum.GetValues<Engine>())
            {
                PathOutcome moved = PathOutcome.Of(test, paging, engine, _ => Place.Asynchronous, steps: true, moves: true);
                moved.ShouldBeLike(memory, $"{paging}, {engine}");
                moved.ShouldAskLike(expected, $"{paging}, {engine}");
                moved.Waits.ShouldBe(moved.Log.Count);
                PathOutcome.Of(test, paging, engine, _ => Place.Ram, steps: true, moves: true).ShouldBeLike(memory, $"{paging}, {engine}, in RAM");
            }
        }
    }

    [Fact]
    public void E02_At_least_200_instructions_and_events_are_saved_at_every_micro_step()
    {
        PathCases.All.Count.ShouldBeGreaterThanOrEqualTo(LeastCases);
        PathCases.All.DistinctBy(c => c.Name).Count().ShouldBe(PathCases.All.Count);
        PathCases.All.ShouldAllBe(c => c.Touches.Length > 0 || c.NeedsPaging);
    }

    private static IReadOnlySet<Structure> Compare(PathCase test, Paging paging, PathOutcome memory, Func<Structure, bool> inDevice, string what)
    {
        PathOutcome expected = PathOutcome.Of(test, paging, Engine.Recorded, s => inDevice(s) ? Place.Synchronous : Place.Ram);
        expected.ShouldBeLike(memory, $"{paging}, {what} in a device");
        foreach ((Engine engine, Place place) in Others)
        {
            PathOutcome actual = PathOutcome.Of(test, paging, engine, s => inDevice(s) ? place : Place.Ram);
            string where = $"{paging}, {what} in a device, {engine}, {place}";
            actual.ShouldBeLike(memory, where);
            actual.ShouldAskLike(expected, where);
            int asked = inDevice(Structure.Ports) ? actual.Log.Count : actual.Log.Count(l => l[0] is 'r' or 'w');
            actual.Waits.ShouldBe(place == Place.Asynchronous ? asked : 0, $"{where}: each access waits once");
        }

        return expected.Touched;
    }

    private static Paging[] PagingOf(PathCase test) => test.Mode == PathMode.Real ? [Paging.Off]
        : test.NeedsPaging ? [Paging.TwoLevel, Paging.Pae] : [Paging.Off, Paging.TwoLevel, Paging.Pae];
}
