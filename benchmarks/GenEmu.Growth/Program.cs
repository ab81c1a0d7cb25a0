using System.Globalization;
using GenEmu.Growth;

// What happens to the speed of a machine as work, devices, memory and the number of machines grow; writes growth.md and growth.svg into a folder.
// dotnet run -c Release --project benchmarks/GenEmu.Growth [folder [longest run in instructions [seconds for machines side by side]]]
string folder = args.Length > 0 ? args[0] : "docs";
double longest = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 1e10;
double seconds = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 10;

var growth = new Growth(longest, seconds);
await Growth.WarmUpAsync();
Table[] tables = [await growth.InstructionsAsync(), await growth.DevicesAsync(), await growth.MemoryAsync(), await growth.MachinesAsync()];

await File.WriteAllTextAsync(Path.Combine(folder, "growth.svg"), Plot.Draw(tables));
await File.WriteAllTextAsync(
    Path.Combine(folder, "growth.md"),
    "# Cost as work grows\n\nMade by `dotnet run -c Release --project benchmarks/GenEmu.Growth`, on two threads of one process; a machine without firmware runs a loop of five instructions (ALU, store, load, jump) in real mode.\n\n"
    + "![Plot](growth.svg)\n\n" + string.Join("\n", tables.Select(table => $"## {table.Title}\n\n{table.ToMarkdown()}")));
