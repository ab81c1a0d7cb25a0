using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>One edge-triggered interrupt, vector 8, from a wire called <c>irq</c>.</summary>
internal sealed class TestInterruptController : IDevice, IInterruptController
{
    public const byte Vector = 8;

    private IWire _intr = null!;

    public void Attach(IDeviceHost host)
    {
        _intr = host.Wire("intr");
        host.Provide<IInterruptController>(this);
        host.Wire("irq").Listen(level =>
        {
            if (level)
            {
                _intr.Set(true);
            }
        });
    }

    public void Reset(ResetKind kind) => _intr.Set(false);

    public byte Acknowledge()
    {
        _intr.Set(false);
        return Vector;
    }
}
