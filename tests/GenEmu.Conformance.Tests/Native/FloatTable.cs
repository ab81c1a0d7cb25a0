using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Gathers what <see cref="FloatFormTests"/> finds and makes a table of it, for docs/floating-point.md.</summary>
public sealed class FloatTable : IDisposable
{
    private const int Engines = 2;          // each case is compared with both

    private static readonly NumberFormatInfo Spaces = new() { NumberGroupSeparator = " " };

    private readonly List<FloatFormResult> _results = [];

    public void Dispose()
    {
        if (_results.Count > 0)
        {
            DocumentTable.Write(nameof(FloatFormTests), Text());
        }
    }

    internal void Add(FormInfo form, int cases, int differences, NativeComparison comparison)
        => _results.Add(new(form, cases, differences, [.. comparison.Exceptions], new(comparison.Rules)));

    /// <summary>Instructions of a set to which the same rules were applied share a line.</summary>
    private string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Processor: {Processor()}. Instructions: {_results.Select(r => r.Form.Op).Distinct().Count()}; cases: {Number(_results.Sum(r => (long)r.Cases))}.\n\n");
        text.Append("| set | instructions | forms | cases of each instruction | of these: exceptions | differences | excused by rule |\n|---|---|---|---|---|---|---|\n");
        foreach (IGrouping<(string Set, string Rules), FloatFormResult> line in Lines())
        {
            int[] cases = [.. line.GroupBy(r => r.Form.Op).Select(g => g.Sum(r => r.Cases))];
            string each = cases.Min() == cases.Max() ? Number(cases.Min()) : $"{Number(cases.Min())} to {Number(cases.Max())}";
            text.Append(CultureInfo.InvariantCulture, $"| {line.Key.Set} | {string.Join(" ", line.Select(r => Name(r.Form.Op)).Distinct())} | {line.Count()} | {each} | {Exceptions(line)} | {line.Sum(r => r.Differences)} | {Excused(line)} |\n");
        }

        return text.ToString();
    }

    private IEnumerable<IGrouping<(string Set, string Rules), FloatFormResult>> Lines()
    {
        Dictionary<string, string> rules = _results.GroupBy(r => r.Form.Op)
            .ToDictionary(g => g.Key, g => string.Join("; ", g.SelectMany(r => r.Rules.Keys).Distinct().Order(StringComparer.Ordinal)));
        return _results.OrderBy(r => r.Form.Line).GroupBy(r => (Set(r.Form), rules[r.Form.Op]));
    }

    private static string Set(FormInfo form) => (form.Flags & FormFlags.X87) != 0 ? "x87" : form.Feature;

    private static string Name(string op) => op.Split(' ')[0].ToUpperInvariant();

    private static string Exceptions(IEnumerable<FloatFormResult> line)
    {
        (byte Vector, string Name)[] known = [(Vector.Mf, "#MF"), (Vector.Xm, "#XM"), (Vector.Gp, "#GP"), (Vector.Pf, "#PF"), (Vector.Ac, "#AC"), (Vector.Ud, "#UD"), (Vector.Db, "#DB")];
        return string.Join(", ", known.Select(k => (k.Name, Count: line.Sum(r => (long)r.Exceptions[k.Vector]) / Engines)).Where(k => k.Count > 0)
            .Select(k => $"{k.Name} {Number(k.Count)}"));
    }

    private static string Excused(IEnumerable<FloatFormResult> line)
        => string.Join("; ", line.SelectMany(r => r.Rules).GroupBy(r => r.Key, r => (long)r.Value).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key}: {Number(g.Sum() / Engines)}"));

    private static string Number(long value) => value.ToString("#,0", Spaces);

    private static string Processor()
    {
        (int eax, _, _, _) = X86Base.CpuId(1, 0);
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        string maker = Encoding.ASCII.GetString([.. BitConverter.GetBytes(ebx), .. BitConverter.GetBytes(edx), .. BitConverter.GetBytes(ecx)]);
        int family = ((eax >> 8) & 15) + ((eax >> 20) & 255);
        int model = ((eax >> 4) & 15) | ((eax >> 12) & 0xF0);
        return string.Create(CultureInfo.InvariantCulture, $"{maker}, family {family}, model {model}, stepping {eax & 15}");
    }
}
