using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>The rule of waiting and state: an access method that may wait has not yet changed state, for it may be begun again.</summary>
public sealed class WaitingTests
{
    private const string Device = """
        public struct Pair { public int A, B; }
        [Device("test.waiting")] sealed partial class D {
        [State] byte _s; [State] int _i; [State] byte[] _a = new byte[4]; [State] Pair _p; [field: State] int Auto { get; set; } int _free;
        ValueTask Wait() => Host.CompleteAt(1, Task.CompletedTask);
        static void Fill(out byte value) => value = 1;
        void Store(byte value) => _s = value;
        void StoreDeep(byte value) => Store(value);
        async ValueTask StoreLater(byte value) { await Wait(); _s = value; }
        async ValueTask StoreEarly(byte value) { _s = value; await Wait(); }
        """;

    [Theory]
    [InlineData("await Wait(); _s = v;")]
    [InlineData("_free = v; await Wait();")]
    [InlineData("byte local = v; local++; await Wait(); _s = local;")]
    [InlineData("_i = await Read();")]
    [InlineData("_i += await Read();")]
    [InlineData("_i = v == 0 ? await Read() : 1;")]
    [InlineData("await Wait(); _a[v] = v; _p.A++; Auto = v; Fill(out _s); (_s, _i) = (v, v);")]
    [InlineData("if (v == 0) { _s = v; return; } await Wait();")]
    [InlineData("if (v == 0) { _s = v; } else { await Wait(); }")]
    [InlineData("while (true) { await Wait(); if (v == 0) { _s = v; return; } }")]
    [InlineData("for (int i = 0; i < v; i++) { await Wait(); } _s = v;")]
    [InlineData("try { await Wait(); } finally { _s = v; }")]
    [InlineData("await StoreLater(v);")]
    [InlineData("await Wait(); Store(v);")]
    [InlineData("int x = _s + _a[0] + _p.A; await Wait(); _i = x;")]
    public void State_may_be_written_when_no_wait_follows(string body) => InWrite(body).ShouldBeEmpty();

    [Theory]
    [InlineData("_s = v; await Wait();", "(1,1)", "_s")]
    [InlineData("await Wait(); _s = v; await Wait();", "(1,15)", "_s")]
    [InlineData("_i++; await Wait();", "(1,1)", "_i")]
    [InlineData("--_i; await Wait();", "(1,1)", "_i")]
    [InlineData("_i |= v; await Wait();", "(1,1)", "_i")]
    [InlineData("_a[1] = v; await Wait();", "(1,1)", "_a")]
    [InlineData("_p.B = v; await Wait();", "(1,1)", "_p")]
    [InlineData("Auto = v; await Wait();", "(1,1)", "Auto")]
    [InlineData("(_free, _s) = (v, v); await Wait();", "(1,1)", "_s")]
    [InlineData("Fill(out _s); await Wait();", "(1,1)", "_s")]
    [InlineData("Fill(out _a[2]); await Wait();", "(1,1)", "_a")]
    [InlineData("Interlocked.Increment(ref _i); await Wait();", "(1,1)", "_i")]
    [InlineData("_i = v == 0 ? 1 : 2; await Wait();", "(1,1)", "_i")]
    [InlineData("_free = _i++ + await Read();", "(1,9)", "_i")]
    [InlineData("if (v == 0) { _s = v; } await Wait();", "(1,15)", "_s")]
    [InlineData("for (int i = 0; i < v; i++) { await Wait(); _i = i; }", "(1,45)", "_i")]
    [InlineData("try { _s = v; } finally { await Wait(); }", "(1,7)", "_s")]
    [InlineData("try { if (v == 0) { _s = v; return; } } finally { await Wait(); }", "(1,21)", "_s")]
    [InlineData("await using (new Later()) { _s = v; }", "(1,29)", "_s")]
    [InlineData("Store(v); await Wait();", "(1,1)", "_s")]
    [InlineData("StoreDeep(v); await Wait();", "(1,1)", "_s")]
    [InlineData("await StoreLater(v); await Wait();", "(1,7)", "_s")]
    [InlineData("await StoreEarly(v);", "(1,7)", "_s")]
    public void A_write_before_a_wait_is_an_error(string body, string place, string state) =>
        InWrite(body).ShouldBe([$"GENDEV012 {place} 'Write' writes [State] '{state}' and may wait after that; an access is begun again when a snapshot of the wait is loaded, so write state after the last await"]);

    [Theory]
    [InlineData("_s = v; return default;", 0)]
    [InlineData("_s = v; return ValueTask.CompletedTask;", 0)]
    [InlineData("_s = v; return new ValueTask();", 0)]
    [InlineData("return StoreLater(v);", 0)]
    [InlineData("if (v == 0) { _s = v; return default; } return Wait();", 0)]
    [InlineData("_s = v; return Wait();", 1)]
    [InlineData("_s = v; return new ValueTask(Task.Delay(1));", 1)]
    [InlineData("_s = v; return v == 0 ? default : Wait();", 1)]
    [InlineData("return StoreEarly(v);", 1)]
    public void A_method_that_is_not_async_waits_by_returning_a_task(string body, int problems) =>
        DeviceCompiler.Problems(body + " } }", before: OneLine(Device) + "[PortWrite(0)] ValueTask Write(byte v) {", mustCompile: true).Length.ShouldBe(problems);

    [Fact]
    public void Only_access_methods_are_begun_again()
    {
        DeviceCompiler.Problems("async Task Work() { _s = 1; await Wait(); } [PortWrite(0)] void Write(byte v) { _s = v; } }", before: OneLine(Device), mustCompile: true).ShouldBeEmpty();
    }

    [Fact]
    public void The_other_half_of_the_class_counts_too()
    {
        DeviceCompiler.Problems("[PortRead(0)] ValueTask<byte> R() { Set(); return new(Task.FromResult((byte)1)); } }\nsealed partial class D { void Set() { _i = 1; } }", before: OneLine(Device), mustCompile: true)
            .ShouldHaveSingleItem().ShouldStartWith("GENDEV012 (1,37) 'R' writes [State] '_i'");
    }

    private static string[] InWrite(string body) => DeviceCompiler.Problems(
        $"{body} }} }}",
        before: "class Later : IAsyncDisposable { public async ValueTask DisposeAsync() => await Task.Yield(); }" + OneLine(Device) + "static async ValueTask<int> Read() { await Task.Yield(); return 1; } [PortWrite(0)] async ValueTask Write(byte v) {",
        mustCompile: true);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
