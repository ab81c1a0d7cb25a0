using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests.Support;

/// <summary>A machine that counts on its debug console, from 1.</summary>
internal static class CountingMachine
{
    /// <summary>Writes its files.</summary>
    /// <param name="files">Where to; the console goes into the file <c>out</c>.</param>
    /// <param name="last">The last digit.</param>
    /// <returns>The arguments that name them.</returns>
    public static string[] Write(TestFiles files, char last = '9')
    {
        string bios = files.Bios(a =>
        {
            Label again = a.CreateLabel();
            a.mov(al, (sbyte)'0');
            a.Label(ref again);
            a.inc(al);
            a.@out(0xE9, al);
            a.cmp(al, (sbyte)last);
            a.jne(again);
            a.hlt();
        });
        string file = files.Write("machine.yaml", """
            memory: 1 MiB
            devices:
              - kind: genemu.rom
                name: rom
                file: bios
              - kind: genemu.debug-console
                name: debugcon
            """);
        return [file, "--bios", bios, "--debugcon", $"file={files["out"]}"];
    }
}
