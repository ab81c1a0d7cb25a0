namespace GenEmu.Tests;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("64 MiB", 64 << 20)]
    [InlineData("64MiB", 64 << 20)]
    [InlineData("64M", 64 << 20)]
    [InlineData("512kib", 512 << 10)]
    [InlineData("1GB", 1 << 30)]
    public void Sizes(string text, ulong bytes) => Quantities.ParseSize(text).ShouldBe(bytes);

    [Theory]
    [InlineData("3ZB")]
    [InlineData("")]
    [InlineData("-1MiB")]
    [InlineData("1.5GiB")]
    [InlineData("MiB")]
    [InlineData("18446744073709551615KiB")]
    [InlineData("99999999999999999999")]
    public void What_is_no_size_says_what_is(string text)
        => Should.Throw<FormatException>(() => Quantities.ParseSize(text)).Message.ShouldContain("such as 64MiB");

    [Theory]
    [InlineData("60s", 60_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("3", 3000)]
    public void Durations(string text, int milliseconds) => Quantities.ParseDuration(text).TotalMilliseconds.ShouldBe(milliseconds, 0.001);

    [Theory]
    [InlineData("0s")]
    [InlineData("4x")]
    [InlineData("-1s")]
    [InlineData("9999999h")]
    [InlineData("s")]
    public void What_is_no_duration_says_what_is(string text)
        => Should.Throw<FormatException>(() => Quantities.ParseDuration(text)).Message.ShouldContain("such as 60s");

    [Fact]
    public void Limits()
    {
        Quantities.ParseLimit("5s").ShouldBe(TimeSpan.FromSeconds(5));
        Quantities.ParseLimit("off").ShouldBeNull();
        Should.Throw<FormatException>(() => Quantities.ParseLimit("never"));
    }
}
