using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Batched and coalesced claims.</summary>
public sealed class ModeTests
{
    [Fact]
    public void A_data_port_is_batched_and_its_neighbours_are_not()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.disk")] public sealed partial class D
            {
                [PortRead(0x1F0, Batch = true)] private ushort ReadData() => 7;
                [PortWrite(0x1F0, Batch = true)] private void WriteData(ushort value) { }
                [PortRead(0x1F2)] private ushort Other() => 1;
                [PortRead(0x1F1)] private byte Error() => 1;
            }
            """));

        host.PortBus.Claims.Select(claim => (claim.Base, claim.Widths, claim.Batch)).Order().ShouldBe([
            (0x1F0UL, AccessWidths.Word, true), (0x1F1UL, AccessWidths.Byte, false), (0x1F2UL, AccessWidths.Word, false)]);
        host.In16(0x1F0).ShouldBe((ushort)7);
    }

    [Fact]
    public void Coalesced_writes_have_a_claim_of_their_own_beside_prompt_ones()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.console")] public sealed partial class D
            {
                [PortWrite(0x10, Coalesce = true)] private void A(byte value) { }
                [PortRead(0x10)] private byte ReadA() => 1;
                [PortWrite(0x11)] private void B(byte value) { }
                [MmioWrite(0x1000, Length = 16, Coalesce = true)] private void C(int offset, uint value) { }
                [MmioWrite(0x1010)] private void E(uint value) { }
            }
            """));

        host.PortBus.Claims.Select(claim => (claim.Base, claim.Length, claim.Coalesce)).Order().ShouldBe([(0x10UL, 1UL, true), (0x11UL, 1UL, false)]);
        host.MemoryBus.Claims.Select(claim => (claim.Base, claim.Length, claim.Coalesce)).Order().ShouldBe([(0x1000UL, 16UL, true), (0x1010UL, 4UL, false)]);
    }
}
