using System.Text;
using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>What a run can wait for, and what it can do meanwhile.</summary>
public sealed class WatchingTests
{
    [Theory]
    [InlineData("aab", "aaab", 3)]
    [InlineData("abab", "abababab", 3, 5, 7)]
    [InlineData("x", "abc")]
    [InlineData("é", "é", 1)]
    public void Text_is_found_in_a_stream(string text, string stream, params int[] ends)
    {
        var matcher = new TextMatcher(text);
        Encoding.UTF8.GetBytes(stream).Index().Where(entry => matcher.Next(entry.Item)).Select(entry => entry.Index).ShouldBe(ends);
    }

    [Theory]
    [InlineData("serial0")]
    [InlineData("debugcon")]
    public async Task A_run_ends_at_the_boundary_of_the_byte_that_completes_the_text(string channel)
    {
        await using Machine machine = Rig.Create(Print("xOKx"), Printer(channel));
        MachineStop stop = await machine.RunAsync(Until.Text("OK"), Rig.Limit);
        stop.Kind.ShouldBe(MachineStopKind.UntilMatched);
        stop.Reason.ShouldBe("'OK' was seen");
        stop.Instructions.ShouldBe(Guest.StartInstructions + 6);
    }

    [Fact]
    public async Task The_screen_is_looked_at_in_fixed_virtual_intervals()
    {
        var display = new TestDisplay();
        var device = new TestDevice();
        device.OnAttach(host => host.Clock.CreateTimer(() => display.Show(2, "  ready.")).Arm(25_000_000));
        await using Machine machine = Rig.Create(MachineStopTests.Forever, device, display);
        MachineStop stop = await machine.RunAsync(Until.Screen("ready"), Rig.Limit);
        stop.Kind.ShouldBe(MachineStopKind.UntilMatched);
        stop.VirtualTime.ShouldBe(TimeSpan.FromMilliseconds(30));
        machine.Screen.Rows[2].ShouldBe("  ready.");
        machine.Screen.ToString().ShouldBe("\n\n  ready.");
    }

    [Fact]
    public async Task The_screen_of_a_halted_machine_is_looked_at_once_more()
    {
        var display = new TestDisplay();
        var device = new TestDevice();
        device.OnWrite(0x10, _ => display.Show(0, "end"));
        await using Machine machine = Rig.Create(
            a =>
            {
                a.@out(0x10, al);
                a.hlt();
            },
            device,
            display);
        (await machine.RunAsync(Until.Screen("end"))).Kind.ShouldBe(MachineStopKind.UntilMatched);
    }

    [Fact]
    public async Task A_screen_without_text_has_no_rows()
    {
        await using Machine machine = Rig.Create(a => a.hlt(), new TestDisplay { IsText = false });
        machine.Screen.Rows.ShouldBeEmpty();
        machine.Screen.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_wait_for_their_text_and_the_last_text_must_come_after_them()
    {
        // The guest prints a prompt, then echoes what it is sent, in capitals.
        var device = new TestDevice();
        IByteChannel? line = null;
        device.OnAttach(host =>
        {
            line = host.Channel("serial0");
            line.OnInput(() =>
            {
                while (line.TryRead(out byte value))
                {
                    line.Write((byte)char.ToUpperInvariant((char)value));
                }

                line.Write((byte)'>');
            });
            host.Clock.CreateTimer(() => line.Write((byte)'>')).Arm(1000);
        });
        await using Machine machine = Rig.Create(MachineStopTests.Forever, device);
        var output = new StringBuilder();
        machine.Channel("serial0").OnOutput(b => output.Append((char)b));
        MachineStop stop = await machine.RunAsync(Until.Script([ScriptStep.Send(">", "one\\n"), ScriptStep.Send(">", "two\\n")], ">"), Rig.Limit);
        stop.Kind.ShouldBe(MachineStopKind.UntilMatched);
        output.ToString().ShouldBe(">ONE\n>TWO\n>");
    }

    [Fact]
    public async Task Keys_are_typed_when_the_screen_shows_the_text_and_what_stood_there_before_is_no_answer()
    {
        var display = new TestDisplay();
        var keyboard = new TestKeyboard();
        keyboard.Typed = keys =>
        {
            display.Show(0, "> ls");
            if (keys == "LS\n")
            {
                display.Show(1, "file");
                display.Show(2, "> ");
            }
        };
        var device = new TestDevice();
        device.OnAttach(host => host.Clock.CreateTimer(() => display.Show(0, "> ")).Arm(1_000_000));
        await using Machine machine = Rig.Create(MachineStopTests.Forever, display, keyboard, device);
        MachineStop stop = await machine.RunAsync(Until.Script([ScriptStep.Type("> ", "ls\\n")], "> "), Rig.Limit);
        stop.Kind.ShouldBe(MachineStopKind.UntilMatched);
        machine.Screen.ToString().ShouldBe("> ls\nfile\n>");
        keyboard.Keys.ShouldBe("LS\n");
    }

    [Fact]
    public async Task Typing_without_a_keyboard_is_a_failure_that_says_so()
    {
        await using Machine machine = Rig.Create(MachineStopTests.Forever, b => b.OnDeviceFault = DeviceFaultPolicy.Stop);
        machine.Keyboard.Type("x");
        MachineStop stop = await machine.RunAsync();
        stop.Kind.ShouldBe(MachineStopKind.DeviceFault);
        stop.Reason.ShouldContain("There is no keyboard in the machine");
    }

    private static TestDevice Printer(string channel)
    {
        var device = new TestDevice();
        return device.OnWrite(0x10, value => device.Host.Channel(channel).Write((byte)value));
    }

    private static Action<Iced.Intel.Assembler> Print(string text) => a =>
    {
        foreach (char c in text)
        {
            a.mov(al, (byte)c);
            a.@out(0x10, al);
        }

        a.@out(Rig.StopPort, al);
    };
}
