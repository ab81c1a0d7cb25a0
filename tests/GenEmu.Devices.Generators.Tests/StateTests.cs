using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Saving and loading.</summary>
public sealed class StateTests
{
    private const string Everything = """
        public enum Mode : byte { Off, On }
        public struct Latch { public ushort Value; public bool Full; }
        [Device("test.state")] public sealed partial class D
        {
            [State] private byte _byte;
            [State] private long _long;
            [State] private bool _flag;
            [State] private Mode _mode;
            [State] private Latch _latch;
            [State(Name = "renamed")] private ushort _other;
            [State] private readonly byte[] _ram = new byte[3];
            [State] private Latch[] _latches = new Latch[2];
            [field: State] private uint Auto { get; set; }
            private int _unsaved;

            [PortWrite(0)] private void Set(byte value)
            {
                _byte = value; _long = -value; _flag = true; _mode = Mode.On; _latch = new Latch { Value = value, Full = true };
                _other = value; _ram[1] = value; _latches[1].Value = value; Auto = value; _unsaved = value;
            }

            [PortRead(4)] private uint Sum() => (uint)(_byte - _long + (_flag ? 1000 : 0) + (_mode == Mode.On ? 2000 : 0)
                + _latch.Value + (_latch.Full ? 4000 : 0) + _other + _ram[1] + _latches[1].Value + Auto + _unsaved * 10000);
        }
        """;

    [Fact]
    public void Everything_marked_comes_back_and_nothing_else()
    {
        IDevice from = DeviceCompiler.Create(Everything);
        using FakeHost host = new(from);
        host.Out8(0, 5);
        host.In32(4).ShouldBe((5u * 7) + 7000 + 50000);
        FakeState state = Save(from);
        state.Names.ShouldBe(["Auto", "byte", "flag", "latch", "latches", "long", "mode", "ram", "renamed"]);

        IDevice to = (IDevice)Activator.CreateInstance(from.GetType())!;
        using FakeHost other = new(to);
        ((IStateful)to).Load(state, 1);
        other.In32(4).ShouldBe((5u * 7) + 7000);
    }

    [Fact]
    public void An_array_is_loaded_in_place_and_must_have_its_length()
    {
        const string source = """
            [Device("test.array")] public sealed partial class D
            {
                [State] private readonly byte[] _ram;
                private readonly Memory<byte> _view;
                public D() : this(3) { }
                public D(int size) => _view = _ram = new byte[size];
                [PortWrite(0, Length = 3)] private void Write(int offset, byte value) => _ram[offset] = value;
                [PortRead(0, Length = 3)] private byte Read(int offset) => _view.Span[offset];
            }
            """;
        IDevice from = DeviceCompiler.Create(source);
        using FakeHost host = new(from);
        host.Out8(2, 9);
        FakeState state = Save(from);
        IDevice to = (IDevice)Activator.CreateInstance(from.GetType())!;
        using FakeHost other = new(to);
        ((IStateful)to).Load(state, 1);
        other.In8(2).ShouldBe((byte)9, "through a view of the array that was there before");

        IStateful longer = (IStateful)Activator.CreateInstance(from.GetType(), 4)!;
        Should.Throw<InvalidDataException>(() => longer.Load(state, 1)).Message.ShouldBe("'ram' has 3 elements in the file and 4 in this device");
    }

    [Fact]
    public void OnLoad_runs_after_the_last_value()
    {
        IDevice device = DeviceCompiler.Create("""
            [Device("test.load")] public sealed partial class D
            {
                [State] private bool _a;
                [State] private bool _b;
                [OnLoad] private void Drive() => Host.Wire("irq").Set(_a && _b);
                [PortWrite(0)] private void Set(byte value) => _a = _b = true;
            }
            """);
        using FakeHost host = new(device);
        host.Out8(0, 0);
        FakeState state = Save(device);
        device.Reset(ResetKind.Hard);
        ((IStateful)device).Load(state, 1);
        host.Wires["irq"].Level.ShouldBeTrue();
    }

    [Fact]
    public void A_current_file_must_be_complete_and_an_older_one_need_not()
    {
        const string source = """
            [Device("test.versions", Version = 3)] public sealed partial class D
            {
                [State] private byte _old = 1;
                [State] private byte _new = 2;
                [State] private byte[] _newest = [3];
                private int _loaded;
                [OnLoad] private void Load(int version) => _loaded = version;
                [PortRead(0)] private uint Read() => (uint)(_old | _new << 8 | _newest[0] << 16 | _loaded << 24);
            }
            """;
        IDevice device = DeviceCompiler.Create(source);
        using FakeHost host = new(device);
        IStateful stateful = (IStateful)device;
        stateful.StateVersion.ShouldBe(3);
        stateful.Load(Save(device).Without("new").Without("newest"), 1);
        host.In32(0).ShouldBe(0x01_03_02_01u);
        Should.Throw<InvalidDataException>(() => stateful.Load(Save(device).Without("new"), 3));
        Should.Throw<InvalidDataException>(() => stateful.Load(Save(device), 4)).Message.ShouldBe("state of version 4; this device reads versions 1 to 3");
        Should.Throw<InvalidDataException>(() => stateful.Load(Save(device), 0));
    }

    private static FakeState Save(IDevice device)
    {
        FakeState state = new();
        ((IStateful)device).Save(state);
        return state;
    }
}
