using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace GenEmu.Cli;

/// <summary>The help of <c>genemu run</c>, with command lines to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Examples = """
        Examples:
          genemu run                                                   the built-in demonstration
          genemu run --floppy dos.img                                  a PC with SeaBIOS and a floppy disk; Ctrl-] ends
          genemu run --kernel vmlinuz --initrd initrd.gz --append console=ttyS0 --serial stdio
                                                                       Linux without a BIOS, on this terminal; Ctrl-A X ends
          genemu run --kernel vmlinuz --gdb :1234 --gdb-wait           the same, waiting for 'target remote :1234' in gdb
          genemu run --floppy test.img --until "All passed" --timeout 60s
                                                                       for scripts: status 0 when the text shows, 124 when it does not
          genemu run --kernel vmlinuz --serial stdio --record linux.rec, then genemu replay linux.rec --gdb :1234 --gdb-wait
                                                                       the same run again, in which gdb can go backwards
          genemu run --floppy test.img --trace io,events=trace.txt     what the guest does to its devices

        Status: 0 the guest switched off, or --until's text came; 2 wrong input; 4 triple fault; 6 an error of genemu's; 8 the guest halted for ever;
          10 a device failed; 14 a replay that diverged; 124 --timeout; 130 interrupted; 2V+1 the guest wrote V to its debug-exit port.

        """;

    /// <summary>Gives the help option of a command line the examples.</summary>
    public static void Install(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Action = option.Action is HelpAction help ? new HelpWithExamples(help) : option.Action;
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        int status = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command.Name == "run")
        {
            parseResult.InvocationConfiguration.Output.Write(Examples);
        }

        return status;
    }
}
