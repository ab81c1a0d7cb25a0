using GenEmu.Cli.Tests.Support;

namespace GenEmu.Cli.Tests;

/// <summary><c>genemu run --record</c> and <c>genemu replay</c>.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly TestFiles _files = new();

    private string Recorded => _files["a.rec"];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_run_is_recorded_and_repeated()
    {
        Support.Cli run = await Support.Cli.RunAsync(["run", .. Counting(), "--until", "5", "--record", Recorded]);
        Support.Cli replay = await Support.Cli.RunAsync("replay", Recorded, "--debugcon", $"file={_files["again"]}");
        Support.Cli further = await Support.Cli.RunAsync("replay", Recorded, "--debugcon", $"file={_files["further"]}", "--go-on", "--json");

        (run.Status, replay.Status, further.Status).ShouldBe((0, 0, ExitStatus.Idle), run.Error + replay.Error + further.Error);
        File.ReadAllText(_files["again"]).ShouldBe("12345");
        File.ReadAllText(_files["further"]).ShouldBe("123456789");
        further.Output.ShouldContain("\"stop\":\"Idle\"");
    }

    [Fact]
    public async Task A_replay_writes_no_file_that_nobody_named()
    {
        await Support.Cli.RunAsync(["run", .. Counting(), "--until", "5", "--record", Recorded, "--snapshot-on", $"3={_files["three"]}"]);
        File.Delete(_files["out"]);
        File.Delete(_files["three"]);

        (await Support.Cli.RunAsync("replay", Recorded)).Status.ShouldBe(0);

        File.Exists(_files["out"]).ShouldBeFalse();
        File.Exists(_files["three"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_replay_of_another_guest_says_where_it_differs()
    {
        await Support.Cli.RunAsync(["run", .. Counting(), "--until", "5", "--record", Recorded]);
        Counting(last: '3');

        Support.Cli replay = await Support.Cli.RunAsync("replay", Recorded);

        replay.Status.ShouldBe(ExitStatus.Diverged);
        replay.Error.ShouldContain("the replay diverged: ");
        replay.Error.ShouldContain("instruction ");
    }

    [Fact]
    public async Task What_cannot_be_recorded_or_repeated_is_named()
    {
        string[] machine = Counting();
        string cut = _files.Write("cut.rec", "GEREC\r\n\u001A12345"u8.ToArray());
        string disk = _files.Write("disk.img", new byte[512]);
        (await Support.Cli.RunAsync("replay", _files["none.rec"])).ShouldBeInputError("none.rec: Could not find file");
        (await Support.Cli.RunAsync("replay", cut)).ShouldBeInputError("cut.rec: the recording is cut off");
        (await Support.Cli.RunAsync("run", "--disk", $"{disk},rw=true", "--record", Recorded)).ShouldBeInputError("--record: ", "overlay=true");
        Support.Cli lost = await Support.Cli.RunAsync(["run", .. machine, "--until", "5", "--record", _files["no/such/folder/a"]]);
        lost.Status.ShouldBe(2);
        lost.Error.ShouldContain("no/such/folder/a: Could not find a part of the path");
        await Support.Cli.RunAsync(["run", .. machine, "--until", "5", "--record", Recorded]);
        (await Support.Cli.RunAsync("replay", Recorded, "--memory", "2MiB")).ShouldBeInputError("it has 1024 KiB of memory, this machine has 2048");
        await Support.Cli.RunAsync(["run", .. machine, "--until", "5", "--record", Recorded, "--plugins", _files.Folder]);
        (await Support.Cli.RunAsync("replay", Recorded)).ShouldBeInputError("if you trust them, add --plugins");
    }

    private string[] Counting(char last = '9') => CountingMachine.Write(_files, last);
}
