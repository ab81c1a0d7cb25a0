using GenEmu.Abstractions;
using Iced.Intel;

namespace GenEmu.Tests.Support;

/// <summary>Builds small machines.</summary>
internal static class Rig
{
    /// <summary>Where the test device stops the machine: the exit code is the byte written.</summary>
    public const int StopPort = 0xF0;

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A machine with a program, a stop port and more devices.</summary>
    public static Machine Create(Action<Assembler> program, params IDevice[] devices) => Create(program, _ => { }, devices);

    public static Machine Create(Action<Assembler> program, Action<MachineBuilder> configure, params IDevice[] devices) => Machine.Create(b =>
    {
        b.Memory("1 MiB").Add(new Guest(program), "rom").Add(StopDevice(), "stop");
        foreach (IDevice device in devices)
        {
            b.Add(device);
        }

        configure(b);
    });

    public static Task<MachineStop> RunAsync(this Machine machine) => machine.RunAsync(timeout: Limit);

    public static TestDevice StopDevice()
    {
        var device = new TestDevice();
        return device.OnWrite(StopPort, value => device.Host.RequestStop((int)value & 0xFF, "the guest is done"));
    }
}
