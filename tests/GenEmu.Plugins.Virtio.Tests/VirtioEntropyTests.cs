namespace GenEmu.Plugins.Virtio.Tests;

/// <summary>The same bytes in every run, others with another seed, and new ones after a reset.</summary>
public sealed class VirtioEntropyTests
{
    private const ulong Buffer = 0x8000;

    [Fact]
    public void Every_run_gets_the_same() => Take(Make(""), 100).ShouldBe(Take(Make(""), 100));

    [Fact]
    public void Another_seed_gives_others() => Take(Make("seed=1"), 100).ShouldNotBe(Take(Make(""), 100));

    [Fact]
    public void Nothing_comes_twice()
    {
        VirtioDriver driver = Make("");
        byte[] first = Take(driver, 64);
        driver.Board.Reset(ResetKind.Hard);
        Take(new VirtioDriver(driver.Board), 64).ShouldNotBe(first);
    }

    private static VirtioDriver Make(string parameters) => new(VirtioDriver.MakeBoard(new VirtioEntropy(), parameters));

    private static byte[] Take(VirtioDriver driver, int length)
    {
        driver.Start();
        driver.Offer(0, (Buffer, (uint)length, true));
        driver.Returned(0)!.Value.Written.ShouldBe((uint)length);
        return driver.Memory(Buffer, length).ToArray();
    }
}
