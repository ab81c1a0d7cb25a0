using System.Text;

namespace GenEmu.Boot.Tests;

/// <summary>A kernel package's modules, and what each of them needs to be loaded first.</summary>
/// <param name="folder">Where the package's <c>.ko</c> files are, in any depth.</param>
internal sealed class KernelModules(string folder)
{
    private readonly Dictionary<string, string> _files = Directory.EnumerateFiles(folder, "*.ko", SearchOption.AllDirectories).ToDictionary(f => Name(Path.GetFileNameWithoutExtension(f)));

    /// <summary>Modules with everything that they need, in the order in which <c>insmod</c> takes them.</summary>
    /// <param name="names">The modules wanted.</param>
    public IReadOnlyList<(string Name, byte[] Contents)> InLoadOrder(params string[] names)
    {
        var order = new List<(string, byte[])>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Visit(Name(name));
        }

        return order;

        void Visit(string name)
        {
            if (!seen.Add(name))
            {
                return;
            }

            byte[] contents = File.ReadAllBytes(_files.TryGetValue(name, out string? file) ? file : throw new InvalidOperationException($"the kernel package has no module '{name}'"));
            foreach (string needed in Needed(contents))
            {
                Visit(needed);
            }

            order.Add((name, contents));
        }
    }

    /// <summary>The comma-separated list that the kernel's build wrote into the section .modinfo as "depends=", and the modules that it names softly and that this package has.</summary>
    private IEnumerable<string> Needed(byte[] module)
        => [.. Values(module, "depends=").SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Name),
            .. Values(module, "softdep=pre: ").SelectMany(v => v.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Name).Where(_files.ContainsKey)];

    private static IEnumerable<string> Values(byte[] module, string key)
    {
        byte[] pattern = Encoding.ASCII.GetBytes("\0" + key);
        for (int at = 0; module.AsSpan(at).IndexOf(pattern) is >= 0 and int found;)
        {
            int start = at + found + pattern.Length;
            int end = start + module.AsSpan(start).IndexOf((byte)0);
            yield return Encoding.ASCII.GetString(module, start, end - start);
            at = end;
        }
    }

    private static string Name(string name) => name.Replace('-', '_');
}
