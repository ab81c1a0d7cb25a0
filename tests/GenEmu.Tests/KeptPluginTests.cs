using System.Runtime.Loader;
using GenEmu.Plugins;
using GenEmu.Tests.Support;

namespace GenEmu.Tests;

/// <summary>Plugins that stay: the runtime uses code of theirs that was compiled ahead, which it does not in a context that can be unloaded.</summary>
public sealed class KeptPluginTests : IDisposable
{
    private const string Kind = "mine.kept";

    private readonly PluginFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plugin_that_stays_is_in_a_context_that_cannot_be_unloaded(bool stays)
    {
        string file = _folder.Add("Kept", PluginFolder.DeviceSource(Kind));
        using var catalog = new DeviceCatalog { KeepsPlugins = stays };

        catalog.AddFile(file);

        ContextOf(catalog).IsCollectible.ShouldBe(!stays);
    }

    [Fact]
    public void A_plugin_that_stays_can_be_loaded_anew_beside_itself()
    {
        string file = _folder.Add("Kept", PluginFolder.DeviceSource(Kind));
        using var catalog = new DeviceCatalog { KeepsPlugins = true };
        catalog.AddFile(file);
        File.Delete(file);                  // not overwritten: it is mapped
        _folder.Add("Kept", PluginFolder.DeviceSource(Kind));

        using (PluginSuccession succession = catalog.LoadAgain("Kept"))
        {
            succession.Commit();
        }

        ContextOf(catalog).IsCollectible.ShouldBeTrue();
    }

    [Fact]
    public void A_plugin_that_stays_and_is_none_is_refused_as_any_other()
    {
        using var catalog = new DeviceCatalog { KeepsPlugins = true };

        Should.Throw<PluginException>(() => catalog.AddFile(_folder.Add("Kept", "public class Nothing { public GenEmu.Abstractions.ResetKind Kind; }")))
            .Message.ShouldContain("there is no public class marked [Device] in it");
    }

    private static AssemblyLoadContext ContextOf(DeviceCatalog catalog) => AssemblyLoadContext.GetLoadContext(catalog.Find(Kind)!.Create(null).GetType().Assembly)!;
}
