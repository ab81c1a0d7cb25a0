using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <summary>One device's view of the ports.</summary>
internal sealed class DevicePortMap(PortSpace ports, string owner) : IPortMap
{
    private readonly List<PortLayer> _layers = [];

    public IClaim Claim(PortClaim claim, IPortDevice device)
        => Add(
            new PortLayer(ports, owner, claim.Length, claim.Priority)
            {
                Device = device,
                Widths = claim.Widths,
                Tag = claim.Tag,
                Coalesces = claim.Coalesce,
                Batches = claim.Batch || device is IBlockPortDevice,
                Block = device as IBlockPortDevice,
            },
            claim);

    public IClaim Claim(PortClaim claim, IAsyncPortDevice device)
        => claim.Coalesce || claim.Batch
            ? throw new DeviceConfigurationException($"{owner}: the ports at {claim.Base:X}h answer later, so their accesses cannot be {(claim.Batch ? "batched" : "coalesced")}.")
            : Add(new PortLayer(ports, owner, claim.Length, claim.Priority) { AsyncDevice = device, Widths = claim.Widths, Tag = claim.Tag }, claim);

    /// <summary>Gives everything back: the device is unloaded.</summary>
    public void ReleaseAll()
    {
        foreach (PortLayer layer in _layers)
        {
            layer.Dispose();
        }

        _layers.Clear();
    }

    /// <summary>Takes the claims out for a while.</summary>
    public void Suspend()
    {
        _layers.RemoveAll(layer => !ports.Contains(layer));        // the device itself gave those back
        _layers.ForEach(ports.Remove);
    }

    /// <summary>Puts the claims back.</summary>
    public void Resume() => _layers.ForEach(layer => ports.Add(layer, layer.Base, layer.Enabled));

    private PortLayer Add(PortLayer layer, PortClaim claim)
    {
        ports.Add(layer, claim.Base, claim.Enabled);
        _layers.Add(layer);
        return layer;
    }
}
