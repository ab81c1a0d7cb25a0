using GenEmu.Cli.Tests.Support;

namespace GenEmu.Cli.Tests;

/// <summary><c>genemu snapshot</c> and <c>--snapshot-on</c>.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_run_is_saved_described_and_gone_on_with()
    {
        string[] machine = Counting();

        Support.Cli saved = await Support.Cli.RunAsync(["snapshot", "save", _files["a.snapshot"], .. machine, "--until", "3"]);
        Support.Cli info = await Support.Cli.RunAsync("snapshot", "info", _files["a.snapshot"]);
        Support.Cli json = await Support.Cli.RunAsync("snapshot", "info", _files["a.snapshot"], "--json");
        Support.Cli rest = await Support.Cli.RunAsync(["snapshot", "load", _files["a.snapshot"], .. machine, "--until", "9"]);

        (saved.Status, info.Status, json.Status, rest.Status).ShouldBe((0, 0, 0, 0), saved.Error + info.Error + rest.Error);
        info.Output.ShouldContain("1 × pentium-m");
        info.Output.ShouldContain("genemu.debug-console");
        json.Output.ShouldContain("\"memorySize\":1048576");
        File.ReadAllText(_files["out"]).ShouldBe("456789");
    }

    [Fact]
    public async Task A_snapshot_is_taken_on_the_way()
    {
        string[] machine = Counting();

        Support.Cli run = await Support.Cli.RunAsync(["run", .. machine, "--until", "9", "--snapshot-on", $"5={_files["five.snapshot"]}", "--snapshot-on", $"7={_files["seven.snapshot"]}"]);
        File.ReadAllText(_files["out"]).ShouldBe("123456789");
        Support.Cli rest = await Support.Cli.RunAsync(["snapshot", "load", _files["seven.snapshot"], .. machine, "--until", "9"]);

        (run.Status, rest.Status).ShouldBe((0, 0), run.Error + rest.Error);
        File.ReadAllText(_files["out"]).ShouldBe("89");
        File.Exists(_files["five.snapshot"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_named()
    {
        string[] machine = Counting();
        string cut = _files.Write("cut.snapshot", "GESNAP\r\n12345678"u8.ToArray());
        (await Support.Cli.RunAsync(["snapshot", "load", _files["none.snapshot"], .. machine])).ShouldBeInputError("none.snapshot: Could not find file");
        (await Support.Cli.RunAsync(["snapshot", "load", cut, .. machine])).ShouldBeInputError("cut.snapshot: the snapshot is cut off");
        (await Support.Cli.RunAsync("snapshot", "info", cut)).ShouldBeInputError("cut.snapshot: the snapshot is cut off");
        await Support.Cli.RunAsync(["snapshot", "save", _files["a.snapshot"], .. machine, "--until", "3"]);
        (await Support.Cli.RunAsync(["snapshot", "load", _files["a.snapshot"], .. machine, "--memory", "2MiB"]))
            .ShouldBeInputError("a.snapshot: the snapshot is of another machine: it has 1024 KiB of memory, this machine has 2048");
        (await Support.Cli.RunAsync(["run", .. machine, "--snapshot-on", "x"])).ShouldBeInputError("--snapshot-on: 'x' is not TEXT=FILE");
    }

    [Fact]
    public async Task What_cannot_be_written_is_named()
    {
        Support.Cli saved = await Support.Cli.RunAsync(["snapshot", "save", _files["no/such/folder/a"], .. Counting(), "--until", "3"]);
        saved.Status.ShouldBe(2);
        saved.Error.ShouldContain("no/such/folder/a: Could not find a part of the path");
    }

    private string[] Counting() => CountingMachine.Write(_files);
}
