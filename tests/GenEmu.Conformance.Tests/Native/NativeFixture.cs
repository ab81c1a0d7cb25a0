namespace GenEmu.Conformance.Tests.Native;

/// <summary>The three processors that run every case: this machine's, and GenEmu's two engines.</summary>
public sealed class NativeFixture : IDisposable
{
    private NativeProcessor _native = new();

    /// <summary>A living scratch process; a case may have killed the last one.</summary>
    internal NativeProcessor Native
    {
        get
        {
            if (!_native.IsAlive)
            {
                _native.Dispose();
                _native = new NativeProcessor();
            }

            return _native;
        }
    }

    internal EmulatedProcessor Recorded { get; } = new(recordOnly: true);

    internal EmulatedProcessor Direct { get; } = new(recordOnly: false);

    public void Dispose()
    {
        _native.Dispose();
        Recorded.Dispose();
        Direct.Dispose();
    }
}
