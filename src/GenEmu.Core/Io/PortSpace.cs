using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <summary>The 65536 ports: for each port and width, who answers natively.</summary>
/// <remarks>Used on the machine's thread only. Changes take effect at <see cref="Apply"/>, at an instruction boundary.</remarks>
internal sealed class PortSpace
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;

    private readonly List<PortLayer> _layers = [];

    // By width (1, 2 and 4 halved) and page of 256 ports: most pages are empty and share one array.
    private readonly PortLayer?[][] _pages = new PortLayer?[3 * PageSize][];
    private readonly PortLayer?[][] _nothing = new PortLayer?[3 * PageSize][];
    private readonly PortLayer?[] _empty = new PortLayer?[PageSize];
    private PortLayer?[][] _direct;

    public PortSpace()
    {
        Array.Fill(_nothing, _empty);
        _direct = _pages;
        Apply();
    }

    /// <summary>Called when the map is about to change: the machine must come to a boundary and <see cref="Apply"/>.</summary>
    public Action? ChangeRequested { get; set; }

    public bool ChangePending { get; private set; }

    /// <summary>Who answers an access of a width (1, 2 or 4) natively; null if it must be split, or nobody does.</summary>
    public PortLayer? Find(int port, int width) => Find(_pages, port, width);

    /// <summary>As <see cref="Find(int, int)"/>, for direct handlers; the claim may be one of an asynchronous device. Null for all if they may not access ports themselves.</summary>
    public PortLayer? FindDirect(int port, int width) => Find(_direct, port, width);

    /// <summary>Whether <see cref="FindDirect"/> finds anything.</summary>
    public void ShowDirect(bool shows) => _direct = shows ? _pages : _nothing;

    public PortLayer Add(PortLayer layer, ulong @base, bool enabled)
    {
        Check(layer, @base, enabled);
        layer.Place(@base, enabled);
        _layers.Add(layer);
        Request();
        return layer;
    }

    /// <summary>Whether a claim was added and not given back.</summary>
    public bool Contains(PortLayer layer) => _layers.Contains(layer);

    public void Change(PortLayer layer, ulong @base, bool enabled)
    {
        if (!Contains(layer))
        {
            layer.Place(@base, enabled);        // released: its device may still move it, but nobody sees that
            return;
        }

        Check(layer, @base, enabled);
        layer.Place(@base, enabled);
        Request();
    }

    public void Remove(PortLayer layer)
    {
        if (_layers.Remove(layer))
        {
            Request();
        }
    }

    /// <summary>Makes requested changes effective.</summary>
    public void Apply()
    {
        ChangePending = false;
        Array.Fill(_pages, _empty);
        foreach (PortLayer layer in _layers.Where(l => l.Enabled).OrderBy(l => l.Priority))
        {
            Enter(layer);
        }
    }

    private static PortLayer? Find(PortLayer?[][] pages, int port, int width)
        => pages[((width >> 1) << PageBits) + ((port & 0xFFFF) >> PageBits)][port & (PageSize - 1)];

    private void Enter(PortLayer layer)
    {
        layer.TakeEffect();
        for (int width = 1; width <= 4; width <<= 1)
        {
            for (int port = (int)layer.Base; port + width <= (int)(layer.Base + layer.Length) && layer.Covers(port, width); port++)
            {
                ref PortLayer?[] page = ref _pages[((width >> 1) << PageBits) + (port >> PageBits)];
                page = page == _empty ? new PortLayer?[PageSize] : page;
                page[port & (PageSize - 1)] = layer;
            }
        }
    }

    private void Check(PortLayer layer, ulong @base, bool enabled)
    {
        if (layer.Length is 0 or > 0x10000 || @base > 0x10000 - layer.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(@base), @base, $"{layer.Owner}: {layer.Length} ports at {@base:X}h leave the 65536 ports.");
        }

        foreach (PortLayer other in enabled ? _layers : [])
        {
            bool meets = other.Base < @base + layer.Length && @base < other.Base + other.Length;
            if (other != layer && other.Enabled && meets && other.Priority == layer.Priority && (other.Widths & layer.Widths) != 0)
            {
                throw new ClaimOverlapException(
                    $"{layer.Owner} and {other.Owner} both claim port {Math.Max(@base, other.Base):X}h with priority {layer.Priority}; move one or give it another priority.");
            }
        }
    }

    private void Request()
    {
        ChangePending = true;
        ChangeRequested?.Invoke();
    }
}
