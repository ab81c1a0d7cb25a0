using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Every complaint, with its place: line and column of the source, from 1.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("[Device(\"a.b\")] public sealed class D { }", "GENDEV001 (1,37) 'D' must be partial: the generator writes its other half")]
    [InlineData("class Outer { [Device(\"a.b\")] public sealed partial class D { } }", "GENDEV001 (1,7) 'Outer' must be partial: the generator writes its other half")]
    [InlineData("[Device(\"a.b\")] public static partial class D { }", "GENDEV002 (1,45) 'D' cannot be a device: a static class has no instances, and a device is one chip on a board")]
    [InlineData("[Device(\"a.b\")] public abstract partial class D { }", "GENDEV002 (1,47) 'D' cannot be a device: an abstract class has no instances, and a device is one chip on a board")]
    [InlineData("[Device(\"a.b\")] public partial class D<T> { }", "GENDEV002 (1,38) 'D' cannot be a device: nothing would say for which type argument a machine file names it")]
    [InlineData("[Device(\"a.b\")] public partial class B { }\n[Device(\"a.c\")] public partial class D : B { }", "GENDEV002 (2,38) 'D' cannot be a device: its base class 'B' is one already; put what both share into a class that is none")]
    [InlineData("public class D { [PortRead(1)] byte R() => 1; }", "GENDEV018 (1,19) [PortRead] does nothing here: 'D' is not marked [Device]")]
    [InlineData("public class D { [State] byte _a; }", "GENDEV018 (1,19) [State] does nothing here: 'D' is not marked [Device]")]
    [InlineData("[PortBase(\"io\", 1)] public class D { }", "GENDEV018 (1,2) [PortBase] does nothing here: 'D' is not marked [Device]")]
    public void The_class(string source, string problem) => DeviceCompiler.Problems(source).ShouldBe([problem]);

    [Theory]
    [InlineData("[PortRead(0)] int R() => 1;", "GENDEV003 (1,19) 'R' cannot answer accesses: it must return byte, ushort or uint, or a ValueTask of one, not int")]
    [InlineData("[PortRead(0)] ulong R() => 1;", "GENDEV003 (1,21) 'R' cannot answer accesses: it must return byte, ushort or uint, or a ValueTask of one, not ulong")]
    [InlineData("[MmioRead(0)] void R() { }", "GENDEV003 (1,20) 'R' cannot answer accesses: it must return byte, ushort, uint or ulong, or a ValueTask of one, not void")]
    [InlineData("[PortRead(0)] Task<byte> R() => null!;", "GENDEV003 (1,26) 'R' cannot answer accesses: it must return byte, ushort or uint, or a ValueTask of one, not System.Threading.Tasks.Task<byte>")]
    [InlineData("[PortRead(0)] byte R(byte value) => value;", "GENDEV003 (1,20) 'R' cannot answer accesses: nothing could be passed as 'value'; the parameters are an int offset and, if it returns ValueTask, a CancellationToken, both optional")]
    [InlineData("[PortRead(0)] byte R(CancellationToken token) => 1;", "GENDEV003 (1,20) 'R' cannot answer accesses: a CancellationToken is for methods that return ValueTask; this one answers at once")]
    [InlineData("[PortRead(0)] byte R<T>() => 1;", "GENDEV003 (1,20) 'R' cannot answer accesses: it is generic")]
    [InlineData("[PortWrite(0)] void W() { }", "GENDEV003 (1,21) 'W' cannot answer accesses: it must take the value as byte, ushort or uint")]
    [InlineData("[PortWrite(0)] void W(int value) { }", "GENDEV003 (1,21) 'W' cannot answer accesses: it must take the value as byte, ushort or uint")]
    [InlineData("[PortWrite(0)] byte W(byte value) => value;", "GENDEV003 (1,21) 'W' cannot answer accesses: it must return void or ValueTask, not byte")]
    [InlineData("[PortWrite(0)] ValueTask<byte> W(byte value) => default;", "GENDEV003 (1,32) 'W' cannot answer accesses: it must return void or ValueTask, not System.Threading.Tasks.ValueTask<byte>")]
    [InlineData("[PortWrite(0)] async void W(byte value) { }", "GENDEV003 (1,27) 'W' cannot answer accesses: nobody can wait for 'async void'; return ValueTask")]
    [InlineData("[PortWrite(0)] void W(ref byte value) { }", "GENDEV003 (1,21) 'W' cannot answer accesses: it passes something by reference")]
    [InlineData("[PortWrite(0)] void W(byte value, byte more) { }", "GENDEV003 (1,21) 'W' cannot answer accesses: nothing could be passed as 'more'; the parameters are an int offset (optional), the value and, if it returns ValueTask, a CancellationToken (optional)")]
    [InlineData("[OnAttach] void A(int x) { }", "GENDEV004 (1,17) 'A' must be 'void M()'")]
    [InlineData("[OnReset] void A(int x) { }", "GENDEV004 (1,16) 'A' must be 'void M(ResetKind kind)' or 'void M()'")]
    [InlineData("[OnLoad] Task A() => null!;", "GENDEV004 (1,15) 'A' must be 'void M()' or 'void M(int version)'")]
    [InlineData("[OnReset] void A() { }\n[OnReset] void B() { }", "GENDEV013 (2,16) 'A' and 'B' are both marked [OnReset]; mark one and let it call the other")]
    public void Signatures(string member, string problem) => InDevice(member).ShouldBe([problem]);

    [Theory]
    [InlineData("[PortRead(0, Base = \"oi\")] byte R() => 1;", "GENDEV005 (1,21) 'oi' is no base of D: declare it with [PortBase(\"oi\", ...)] on the class")]
    [InlineData("[PortRead(-1)] byte R() => 1;", "GENDEV007 (1,11) -1 is outside the ports 0 to 65535")]
    [InlineData("[PortRead(Offset = 0x10000)] byte R() => 1;", "GENDEV007 (1,20) 65536 is outside the ports 0 to 65535")]
    [InlineData("[PortRead(0xFFFF)] ushort R() => 1;", "GENDEV007 (1,11) 65535 to 65536 is outside the ports 0 to 65535")]
    [InlineData("[PortRead(0xFFF0, Length = 17)] byte R() => 1;", "GENDEV007 (1,11) 65520 to 65536 is outside the ports 0 to 65535")]
    [InlineData("[PortRead(0, Length = 0)] byte R() => 1;", "GENDEV007 (1,23) a range is at least 1 long, not 0")]
    [InlineData("[MmioRead(-4)] uint R() => 1;", "GENDEV007 (1,11) -4 to -1 is no offset")]
    [InlineData("[PortRead(5)] byte A() => 1;\n[PortRead(4, Length = 2)] byte B() => 1;", "GENDEV006 (2,11) 'A' and 'B' both answer 1-byte reads at 0x5")]
    [InlineData("[PortRead(5)] byte A() => 1;\n[PortRead(5)] ValueTask<byte> B() => default;", "GENDEV006 (2,11) 'A' and 'B' both answer 1-byte reads at 0x5")]
    [InlineData("[MmioWrite(0x10, Length = 8)] void A(uint value) { }\n[MmioWrite(0x14)] void B(uint value) { }", "GENDEV006 (2,12) 'A' and 'B' both answer 4-byte writes at 0x14")]
    [InlineData("[PortRead(4)] byte A() => 1;\n[PortWrite(4)] void B(byte value) { }\n[PortWrite(4)] void C(ushort value) { }", "GENDEV017 (1,11) a 2-byte read at 0x4 would get no answer, although 'A' answers narrower ones there: the device claims that width for its other methods, so the access is not split")]
    [InlineData("[PortRead(4, Batch = true)] ValueTask<byte> A() => default;", "GENDEV022 (1,11) 'A' cannot be batched: 'A' answers later, and they share a claim")]
    [InlineData("[PortWrite(4, Coalesce = true)] void A(byte value) { }\n[PortRead(4)] ValueTask<byte> B() => default;", "GENDEV022 (1,12) 'A' cannot be coalesced: 'B' answers later, and they share a claim")]
    [InlineData("[MmioWrite(0, Coalesce = true)] void A(uint value) { }\n[MmioWrite(2)] void B(ushort value) { }", "GENDEV022 (1,12) 'A' cannot be coalesced: 'B' is not, and they share a claim")]
    public void Places(string member, string problem) => InDevice(member).ShouldBe([problem]);

    [Fact]
    public void A_base_of_the_other_address_space()
    {
        const string source = "[Device(\"a.b\")] [MmioBase(\"io\", 1)] partial class D { [PortRead(0, Base = \"io\")] byte R() => 1; [MmioRead(0, Base = \"io\")] byte S() => 1; }";
        DeviceCompiler.Problems(source).ShouldBe(["GENDEV005 (1,75) 'io' is no base of D: declare it with [PortBase(\"io\", ...)] on the class (the base of that name is in the other address space)"]);
    }

    [Theory]
    [InlineData("[State] string _a = \"\";", "GENDEV008 (1,16) '_a' cannot be saved: string holds references; only numbers, enumerations, structures without references and arrays of them can be saved")]
    [InlineData("[State] (int, object) _a;", "GENDEV008 (1,23) '_a' cannot be saved: (int, object) holds references; only numbers, enumerations, structures without references and arrays of them can be saved")]
    [InlineData("[State] byte[][] _a = [];", "GENDEV008 (1,18) '_a' cannot be saved: byte[] holds references; only numbers, enumerations, structures without references and arrays of them can be saved")]
    [InlineData("[State] byte[,] _a = new byte[1, 1];", "GENDEV008 (1,17) '_a' cannot be saved: byte[*,*] holds references; only numbers, enumerations, structures without references and arrays of them can be saved")]
    [InlineData("[State] byte[]? _a;", "GENDEV008 (1,17) '_a' cannot be saved: it may be null, and loading fills the array that is there")]
    [InlineData("[State] long? _a;", "GENDEV008 (1,15) '_a' cannot be saved: a nullable value has no fixed form; save a value that means 'none', or a bool beside it")]
    [InlineData("[State] readonly byte _a;", "GENDEV009 (1,23) '_a' could be saved but not loaded: it is readonly")]
    [InlineData("[State] const byte A = 1;", "GENDEV009 (1,20) 'A' could be saved but not loaded: it is a constant")]
    [InlineData("[State] static byte[] _a = [];", "GENDEV009 (1,23) '_a' could be saved but not loaded: it is static, so all instances share it")]
    [InlineData("[field: State] byte A { get; }", "GENDEV009 (1,21) 'A' could be saved but not loaded: it is a property without a setter")]
    [InlineData("[State] byte _a;\n[State] byte a;", "GENDEV010 (2,14) the saved name 'a' exists already in this device")]
    [InlineData("[State] byte _a;\n[State(Name = \"a\")] byte _b;", "GENDEV010 (2,15) the saved name 'a' exists already in this device")]
    [InlineData("[Parameter(\"a\")] byte _a;\n[Parameter(\"a\")] byte _b;", "GENDEV010 (2,12) the parameter 'a' exists already in this device")]
    [InlineData("[Parameter(\"a\")] double _a;", "GENDEV011 (1,25) '_a' cannot be a parameter: configuration cannot give a double, only whole numbers, bool, string and enumerations")]
    [InlineData("[Parameter(\"a\")] char _a;", "GENDEV011 (1,23) '_a' cannot be a parameter: configuration cannot give a char, only whole numbers, bool, string and enumerations")]
    [InlineData("[Parameter(\"a\")] readonly byte _a;", "GENDEV011 (1,32) '_a' cannot be a parameter: it is readonly")]
    [InlineData("[Parameter(\"a\")] static byte _a;", "GENDEV011 (1,30) '_a' cannot be a parameter: it is static, so all instances share it")]
    public void Fields(string member, string problem) => InDevice(member).ShouldBe([problem]);

    [Theory]
    [InlineData("[Device(\"Echo\")] partial class D { }", "GENDEV014 (1,9) 'Echo' cannot be a device's name: it is 'vendor.chip' in lower-case letters, digits and hyphens")]
    [InlineData("[Device(\"a.B\")] partial class D { }", "GENDEV014 (1,9) 'a.B' cannot be a device's name: it is 'vendor.chip' in lower-case letters, digits and hyphens")]
    [InlineData("[Device(\"a.b\", Version = 0)] partial class D { }", "GENDEV015 (1,26) the version is at least 1, not 0")]
    [InlineData("[Device(\"a.b\")] [PortBase(\"io\", 1)] partial class D { }", "GENDEV016 (1,27) no method answers at the base 'io', so configuration would set it in vain")]
    [InlineData("[Device(\"a.b\")] [PortBase(\"0\", 1)] partial class D { }", "GENDEV014 (1,27) '0' cannot be a base's name: it begins with a letter, and no other base differs only in case or punctuation")]
    [InlineData("[Device(\"a.b\")] [PortBase(\"a\", 1)] [MmioBase(\"a\", 1)] partial class D { [PortRead(0, Base = \"a\")] byte R() => 1; }", "GENDEV010 (1,46) the parameter 'a' exists already in this device")]
    [InlineData("[Device(\"a.b\")] partial class D { int Host => 1; }", "GENDEV021 (1,39) the generator writes a member 'Host' into this class; give yours another name")]
    [InlineData("[Device(\"a.b\")] [PortBase(\"a\", 1)] partial class D { [PortRead(0, Base = \"a\")] byte R() => 1; void MoveA() { } }", "GENDEV021 (1,100) the generator writes a member 'MoveA' into this class; give yours another name")]
    [InlineData("[Device(\"a.b\")] partial class D : IDevice { public void Attach(IDeviceHost host) { } public void Reset(ResetKind kind) { } }", "GENDEV019 (1,31) 'D' implements IDevice itself, and the generator does so for [Device]; let a nested class implement the interface and claim with that")]
    [InlineData("[Device(\"a.b\")] partial class D : IPortDevice { [PortRead(0)] byte R() => 1; public uint ReadPort(PortAccess a) => 1; public void WritePort(PortAccess a, uint v) { } }", "GENDEV019 (1,31) 'D' implements IPortDevice itself, and the generator does so for access methods; let a nested class implement the interface and claim with that")]
    public void The_device(string source, string problem) => DeviceCompiler.Problems(source).ShouldBe([problem]);

    [Fact]
    public void More_claims_than_a_tag_can_tell_apart()
    {
        string members = string.Concat(Enumerable.Range(0, 257).Select(i => $"[PortRead({i * 2})] byte R{i}() => 1;"));
        InDevice(members).ShouldBe(["GENDEV020 (0,136) 'D' would need 257 claims, and a tag tells 256 apart; let one method answer a range by Length"]);
    }

    [Fact]
    public void What_is_wrong_is_left_out_and_the_rest_is_written()
    {
        string generated = DeviceCompiler.Generate("[Device(\"a.b\")] partial class D { [PortRead(0)] int Bad() => 1; [PortRead(1)] byte Good() => 1; }");
        generated.ShouldContain("this.Good()");
        generated.ShouldNotContain("Bad");
    }

    [Fact]
    public void Half_typed_code_is_no_failure_of_the_generator()
    {
        foreach (string member in new[] { "[PortRead(", "[PortRead(0, Base = )] byte", "[State] Unknown _a;", "[Parameter] int _a", "[PortWrite(\"x\")] void W(Unknown v)", "[PortRead(0)] Unknown<byte> R() =>" })
        {
            InDevice(member).ShouldNotContain(problem => problem.StartsWith("GENDEV099", StringComparison.Ordinal));
        }

        DeviceCompiler.Problems("[Device] partial class D { }").ShouldNotContain(problem => problem.StartsWith("GENDEV099", StringComparison.Ordinal));
        DeviceCompiler.Problems("[Device(\"a.b\")] partial class").ShouldNotContain(problem => problem.StartsWith("GENDEV099", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_while_reading_is_an_error_at_the_class()
    {
        DeviceGenerator broken = new((_, _) => throw new InvalidOperationException("no luck"), _ => "");
        string problem = DeviceCompiler.Problems("[Device(\"a.b\")] partial class D { }", broken).ShouldHaveSingleItem();
        problem.ShouldStartWith("GENDEV099 (1,31) the generator failed on 'D'; please report this: System.InvalidOperationException: no luck");
    }

    [Fact]
    public void A_failure_while_writing_is_an_error_that_names_the_class()
    {
        DeviceGenerator broken = new(Reading.DeviceReader.Read, _ => throw new InvalidOperationException("no luck"));
        string problem = DeviceCompiler.Problems("[Device(\"a.b\")] partial class D { }", broken).ShouldHaveSingleItem();
        problem.ShouldStartWith("GENDEV099 (0,1) the generator failed on 'D'; please report this: System.InvalidOperationException: no luck");
    }

    private static string[] InDevice(string member) => DeviceCompiler.Problems($"{member} }}", before: "[Device(\"test.wrong\")] sealed partial class D {");
}
