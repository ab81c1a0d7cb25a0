namespace GenEmu.Plugins.Virtio.Tests;

/// <summary>Bytes to and from a channel.</summary>
public sealed class VirtioConsoleTests
{
    private const int Receive = 0;
    private const int Transmit = 1;
    private const ulong Buffer = 0x8000;

    private readonly VirtioDriver _driver = new(VirtioDriver.MakeBoard(new VirtioConsole()));

    private TestChannel Channel => _driver.Board.Channel("console0");

    [Fact]
    public void Output_goes_out_whole()
    {
        _driver.Start();
        "hello, world"u8.CopyTo(_driver.Memory(Buffer, 12));
        _driver.Offer(Transmit, (Buffer, 5, false), (Buffer + 5, 7, false));

        Channel.Text.ShouldBe("hello, world");
        _driver.Returned(Transmit).ShouldNotBeNull();
        _driver.Interrupt.ShouldBeTrue();
    }

    [Fact]
    public void Input_waits_for_buffers_and_fills_them_in_order()
    {
        Channel.Send("early");
        _driver.Start();
        Channel.Waiting.ShouldBe(5);

        int first = _driver.Offer(Receive, (Buffer, 3, true));
        int second = _driver.Offer(Receive, (Buffer + 16, 16, true));

        _driver.Returned(Receive).ShouldBe(((uint)first, 3u));
        _driver.Returned(Receive).ShouldBe(((uint)second, 2u));
        _driver.Memory(Buffer, 3).SequenceEqual("ear"u8).ShouldBeTrue();
        _driver.Memory(Buffer + 16, 2).SequenceEqual("ly"u8).ShouldBeTrue();
    }

    [Fact]
    public void Input_that_comes_later_finds_the_buffer()
    {
        _driver.Start();
        _driver.Offer(Receive, (Buffer, 16, true));
        _driver.Interrupt.ShouldBeFalse();

        Channel.Send("x");

        _driver.Returned(Receive)!.Value.Written.ShouldBe(1u);
        _driver.Interrupt.ShouldBeTrue();
    }

    [Fact]
    public void A_buffer_without_room_stops_the_device()
    {
        _driver.Start();
        Channel.Send("x");
        _driver.Offer(Receive, (Buffer, 16, false));
        (_driver.Status & 0x40).ShouldBe(0x40);
    }
}
