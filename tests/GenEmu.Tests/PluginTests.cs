using System.Runtime.CompilerServices;
using GenEmu.Tests.Support;
using Microsoft.CodeAnalysis;

namespace GenEmu.Tests;

/// <summary>Plugins are found, checked before any of their code runs, and refused with one message that says what to do.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly PluginFolder _folder = new();
    private readonly DeviceCatalog _catalog = new();

    public void Dispose()
    {
        _catalog.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_repositorys_own_plugins_load_from_beside_the_program()
    {
        _catalog.AddDefaultFolder();
        _catalog.Find("genemu.pic").ShouldNotBeNull();
        DeviceKind echo = _catalog.Find("genemu.echo").ShouldNotBeNull();
        echo.Parameters!.Select(p => p.Key).ShouldBe(["io", "mmio", "latency", "irq"]);
        echo.Parameters![0].Default.ShouldBe("0x5E0");
    }

    [Fact]
    public async Task A_device_of_a_plugin_shares_the_contract_with_the_host()
    {
        _folder.Add("Mine", PluginFolder.DeviceSource("mine.device"));
        await using Machine machine = Machine.Create(b => b.Plugins(_folder.Path).Add("mine.device"));
        machine.Devices[0].Name.ShouldBe("device");
        machine.Devices[0].Device.GetType().Assembly.Location.ShouldBeEmpty();
    }

    [Fact]
    public void Files_of_loaded_plugins_are_not_locked()
    {
        string file = _folder.Add("Mine", PluginFolder.DeviceSource("mine.device"));
        _catalog.AddFolder(_folder.Path);
        using FileStream exclusive = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        exclusive.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_plugin_brings_its_own_dependencies()
    {
        byte[] library = PluginFolder.Compile("Library", "public static class Library { public static int Answer => 42; }");
        _folder.Add(
            "Mine", PluginFolder.DeviceSource("mine.device", "public Made() { if (Library.Answer != 42) throw new System.Exception(); }"), MetadataReference.CreateFromImage(library));
        _folder.AddBeside("Mine", "Library", library);
        _catalog.AddFolder(_folder.Path);
        _catalog.Find("mine.device").ShouldNotBeNull();
    }

    [Fact]
    public void A_missing_dependency_is_named_before_any_code_runs()
    {
        byte[] library = PluginFolder.Compile("Library", "public static class Library { public static int Answer => 42; }");
        _folder.Add("Mine", PluginFolder.DeviceSource("mine.device", "static int x = Library.Answer;"), MetadataReference.CreateFromImage(library));
        Message().ShouldEndWith("Mine.dll: it needs Library 0.0.0.0, which is not beside it; publish the plugin with its dependencies");
    }

    [Fact]
    public void The_hosts_own_libraries_are_not_the_plugins()
    {
        _folder.Add(
            "Mine", PluginFolder.DeviceSource("mine.device", "static object x = new YamlDotNet.Core.Mark();"),
            MetadataReference.CreateFromFile(typeof(YamlDotNet.Core.Mark).Assembly.Location));
        Message().ShouldContain("it needs YamlDotNet");
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        _folder.AddBytes("Mine", [1, 2, 3]);
        Message().ShouldEndWith("Mine.dll: this is not a .NET assembly; put the plugin's own DLL there, or remove the file");
    }

    [Fact]
    public void An_assembly_without_the_contract_is_refused()
    {
        _folder.AddBytes("Mine", PluginFolder.Compile("Mine", "public class Nothing { }"));
        Message().ShouldContain("it does not use GenEmu.Abstractions, so it is no plugin");
    }

    [Fact]
    public void Another_contract_version_is_refused_with_both_versions()
    {
        byte[] contract = PluginFolder.Compile("GenEmu.Abstractions", "[assembly: System.Reflection.AssemblyVersion(\"99.1.0.0\")] public class Contract { }");
        _folder.AddBytes("Mine", PluginFolder.Compile("Mine", "public class Nothing : Contract { }", MetadataReference.CreateFromImage(contract)));
        string message = Message();
        message.ShouldContain("built for GenEmu.Abstractions 99.1.0");
        message.ShouldContain("this host has 0.");
    }

    [Fact]
    public void A_plugin_without_a_device_is_refused()
    {
        _folder.Add("Mine", "public class Nothing { public GenEmu.Abstractions.ResetKind Kind; }");
        Message().ShouldContain("there is no public class marked [Device] in it");
    }

    [Fact]
    public void A_kind_that_two_plugins_offer_is_refused_with_both_files()
    {
        _folder.Add("First", PluginFolder.DeviceSource("mine.device"));
        _folder.Add("Second", PluginFolder.DeviceSource("mine.device"));
        string message = Message();
        message.ShouldContain("Second.dll: the device kind 'mine.device' is also in");
        message.ShouldContain("First.dll");
    }

    [Fact]
    public void A_constructor_that_throws_is_named_with_its_plugin()
    {
        _folder.Add("Mine", PluginFolder.DeviceSource("mine.device", "public Made() => throw new System.FormatException(\"no luck\");"));
        PluginException error = Should.Throw<PluginException>(() => Machine.Create(b => b.Plugins(_folder.Path).Add("mine.device")));
        error.Message.ShouldContain("Mine.dll: the constructor of mine.device threw FormatException: no luck");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_and_an_empty_one_is_not()
    {
        Should.Throw<PluginException>(() => _catalog.AddFolder(Path.Combine(_folder.Path, "none"))).Message.ShouldContain("there is no such folder");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "Empty"));
        _catalog.AddFolder(_folder.Path);
        _catalog.Kinds.ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_kind_is_answered_with_the_known_ones()
    {
        _folder.Add("Mine", PluginFolder.DeviceSource("mine.device"));
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b.Plugins(_folder.Path).Add("your.device")));
        error.Message.ShouldStartWith("there is no device kind 'your.device'; the loaded plugins offer genemu.");
        error.Message.ShouldEndWith(", mine.device");
    }

    [Fact]
    public void An_unknown_parameter_is_answered_with_the_known_ones()
    {
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b
            .Add("genemu.echo", "e", new Dictionary<string, string> { ["latence"] = "1" })));
        error.Message.ShouldBe("device 'e' (genemu.echo) has no parameter 'latence'; it has io, mmio, latency, irq");
    }

    [Fact]
    public async Task A_plugins_code_is_collected_when_the_machine_and_the_catalog_are_gone()
    {
        _folder.Add("Mine", PluginFolder.DeviceSource("mine.device"));
        WeakReference code = await UseAsync();
        for (int i = 0; i < 20 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        code.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> UseAsync()
    {
        var builder = new MachineBuilder();
        builder.Plugins(_folder.Path).Add("mine.device").Add(new Guest(a => a.hlt()));
        await using Machine machine = builder.Build();
        await machine.RunAsync();
        var code = new WeakReference(machine.Devices[0].Device.GetType().Assembly);
        builder.Catalog.Dispose();
        return code;
    }

    private string Message() => Should.Throw<PluginException>(() => _catalog.AddFolder(_folder.Path)).Message;
}
