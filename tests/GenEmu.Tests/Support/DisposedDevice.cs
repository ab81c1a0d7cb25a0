using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>A device that says when it is disposed.</summary>
internal sealed class DisposedDevice(Action disposed) : IDevice, IDisposable
{
    public void Attach(IDeviceHost host)
    {
        // It needs nothing.
    }

    public void Reset(ResetKind kind)
    {
        // It has no state.
    }

    public void Dispose() => disposed();
}
