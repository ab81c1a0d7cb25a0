using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Parameters, events and the host.</summary>
public sealed class ConfigurationTests
{
    private const string Configured = """
        public enum Speed { Slow, Fast }
        [Device("test.parameters")] public sealed partial class D
        {
            [Parameter("irq")] private int _irq = 4;
            [Parameter("size")] private ulong _size = 1;
            [Parameter("level")] private sbyte _level = -1;
            [Parameter("fifo")] private bool _fifo = true;
            [Parameter("text")] private string _text = "default";
            [Parameter("speed")] private Speed _speed = Speed.Fast;
            [field: Parameter("irq2")] private byte Second { get; set; } = 9;
            [OnAttach] private void Attach() => Host.Wire($"{_irq} {_size} {_level} {_fifo} {_text} {_speed} {Second}");
        }
        """;

    [Theory]
    [InlineData("", "4 1 -1 True default Fast 9")]
    [InlineData("irq=11,size=0xFFFFFFFFFFFFFFFF,level=-128,fifo=off,text=x y,speed=slow,irq2=0x0A", "11 18446744073709551615 -128 False x y Slow 10")]
    public void Parameters_are_set_before_OnAttach_and_default_to_their_initializers(string parameters, string expected)
    {
        using FakeHost host = new(DeviceCompiler.Create(Configured), parameters);
        host.Wires.Keys.ShouldBe([expected]);
    }

    [Theory]
    [InlineData("irq=x", "irq")]
    [InlineData("irq2=256", "irq2")]
    [InlineData("fifo=maybe", "fifo")]
    [InlineData("speed=warp", "speed")]
    public void A_wrong_parameter_names_itself(string parameters, string key)
    {
        IDevice device = DeviceCompiler.Create(Configured);
        Should.Throw<DeviceConfigurationException>(() => new FakeHost(device, parameters)).Message.ShouldContain($"parameter '{key}'");
    }

    [Fact]
    public void Host_says_what_is_wrong_when_it_is_used_too_early()
    {
        Exception exception = Should.Throw<Exception>(() => DeviceCompiler.Create("""
            [Device("test.early")] public sealed partial class D { public D() => Host.Wire("irq0"); }
            """));
        exception.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldStartWith("D is not attached to a machine yet");
    }

    [Fact]
    public void Claims_are_made_before_OnAttach()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.order")] [PortBase("io", 0x10)] public sealed partial class D
            {
                [PortRead(0, Base = "io")] private byte Read() => 1;
                [OnAttach] private void Attach() => MoveIo(0x20);
            }
            """));
        host.In8(0x20).ShouldBe((byte)1);
    }

    [Fact]
    public void Reset_tells_its_kind_to_a_method_that_asks()
    {
        IDevice device = DeviceCompiler.Create("""
            [Device("test.reset")] public sealed partial class D
            {
                private byte _value;
                [OnReset] private void Reset(ResetKind kind) => _value = kind switch { ResetKind.Init => 1, ResetKind.Hard => 2, _ => 3 };
                [PortRead(0)] private byte Read() => _value;
            }
            """);
        using FakeHost host = new(device);
        host.In8(0).ShouldBe((byte)3);
        device.Reset(ResetKind.Init);
        host.In8(0).ShouldBe((byte)1);
    }

    [Fact]
    public void Reset_may_ignore_its_kind()
    {
        IDevice device = DeviceCompiler.Create("""
            [Device("test.reset")] public sealed partial class D
            {
                private byte _resets;
                [OnReset] private void Reset() => _resets++;
                [PortRead(0)] private byte Read() => _resets;
            }
            """);
        using FakeHost host = new(device);
        device.Reset(ResetKind.Init);
        host.In8(0).ShouldBe((byte)2);
    }

    [Fact]
    public void A_device_with_nothing_in_it_is_a_device()
    {
        using FakeHost host = new(DeviceCompiler.Create("""[Device("test.empty")] public sealed partial class D;"""));
        host.PortBus.Claims.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("namespace A.B { [Device(\"test.x\")] public sealed partial class D { [PortRead(1)] private byte R() => 5; } }", "A.B.D")]
    [InlineData("public partial class Outer { public partial struct Middle { [Device(\"test.x\")] internal sealed partial class D { [PortRead(1)] private byte R() => 5; } } }", "Outer+Middle+D")]
    [InlineData("[Device(\"test.x\")] public sealed partial record D { [PortRead(1)] private byte R() => 5; }", "D")]
    [InlineData("[Device(\"test.x\")] public sealed partial class @class { [PortRead(1)] private byte R() => 5; }", "class")]
    [InlineData("[Device(\"test.x\")] public sealed partial class D : IDevice { [PortRead(1)] private static byte R() => 5; }", "D")]
    [InlineData("[Device(\"test.x\")] public sealed partial class D(byte value) { public D() : this(5) { } [PortRead(1)] private byte R() => value; }", "D")]
    public void A_device_may_stand_anywhere(string source, string name)
    {
        using FakeHost host = new(DeviceCompiler.Create(source, name));
        host.In8(1).ShouldBe((byte)5);
    }

    [Fact]
    public void A_plain_interface_beside_the_attributes_is_left_to_its_author()
    {
        IDevice device = DeviceCompiler.Create("""
            [Device("test.both")] public sealed partial class D : IStateful, IMmioDevice
            {
                [OnAttach] private void Attach() => Host.MemoryMap.Claim(new MmioClaim { Base = 0x1000, Length = 4, Tag = 200 }, this);
                [PortRead(0)] private byte Read() => 1;
                public ulong ReadMmio(MmioAccess access) => access.Tag;
                public void WriteMmio(MmioAccess access, ulong value) { }
                public int StateVersion => 42;
                public void Save(IStateWriter writer) => writer.Write("own", 1);
                public void Load(IStateReader reader, int version) { }
            }
            """);
        using FakeHost host = new(device);
        host.In8(0).ShouldBe((byte)1);
        host.MemoryBus.Read(0x1000, 4).ShouldBe(200UL);
        ((IStateful)device).StateVersion.ShouldBe(42);
    }
}
