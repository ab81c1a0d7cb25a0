using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>The ports: whole accesses where a claim takes the width, else ascending naturally aligned pieces.</summary>
public sealed class TestPortMap
{
    private readonly List<Entry> _entries = [];

    /// <summary>The map as one device sees it; overlaps name both devices.</summary>
    public IPortMap For(string owner) => new View(this, owner);

    public uint Read(ushort port, int width)
    {
        if (Find(port, width) is { } entry)
        {
            return entry.Device.ReadPort(entry.Access(port, width)) & Mask(width);
        }

        return width == 1 ? 0xFF : Read(port, width / 2) | (Read((ushort)(port + (width / 2)), width / 2) << (width * 4));
    }

    public void Write(ushort port, int width, uint value)
    {
        if (Find(port, width) is { } entry)
        {
            entry.Device.WritePort(entry.Access(port, width), value & Mask(width));
        }
        else if (width > 1)
        {
            Write(port, width / 2, value);
            Write((ushort)(port + (width / 2)), width / 2, value >> (width * 4));
        }
    }

    /// <summary>Whether any device answers a byte access there.</summary>
    public bool IsClaimed(ushort port, int width = 1) => Find(port, width) is not null;

    private static uint Mask(int width) => uint.MaxValue >> (32 - (width * 8));

    private Entry? Find(ushort port, int width) => port % width != 0
        ? null
        : _entries.Where(entry => entry.Answers(port, width)).OrderByDescending(entry => entry.Claim.Priority).FirstOrDefault();

    private Entry Add(PortClaim claim, IPortDevice device, string owner)
    {
        Entry entry = new(this, claim, device, owner);
        entry.ThrowIfOverlapping();
        _entries.Add(entry);
        return entry;
    }

    private sealed class View(TestPortMap map, string owner) : IPortMap
    {
        public IClaim Claim(PortClaim claim, IPortDevice device) => map.Add(claim, device, owner);

        public IClaim Claim(PortClaim claim, IAsyncPortDevice device) => map.Add(claim, new CompletedPortDevice(device), owner);
    }

    /// <summary>An asynchronous device whose answers must be complete at once: these tests have no vCPU that could wait.</summary>
    private sealed class CompletedPortDevice(IAsyncPortDevice device) : IPortDevice
    {
        public uint ReadPort(PortAccess access)
        {
            ValueTask<uint> answer = device.ReadPortAsync(access, CancellationToken.None);
            answer.IsCompleted.ShouldBeTrue();
            return answer.Result;
        }

        public void WritePort(PortAccess access, uint value)
        {
            ValueTask done = device.WritePortAsync(access, value, CancellationToken.None);
            done.IsCompleted.ShouldBeTrue();
            done.GetAwaiter().GetResult();
        }
    }

    private sealed class Entry(TestPortMap map, PortClaim claim, IPortDevice device, string owner) : IClaim
    {
        private ulong _base = claim.Base;
        private bool _enabled = claim.Enabled;

        public PortClaim Claim => claim;

        public IPortDevice Device => device;

        public ulong Length => (ulong)claim.Length;

        public ulong Base
        {
            get => _base;
            set
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value + Length, 65536UL);
                _base = value;
                ThrowIfOverlapping();
            }
        }

        public bool Enabled
        {
            get => _enabled;
            set
            {
                _enabled = value;
                ThrowIfOverlapping();
            }
        }

        public bool Answers(ushort port, int width) =>
            _enabled && claim.Widths.HasFlag((AccessWidths)width) && port >= _base && (ulong)port + (ulong)width <= _base + Length;

        public PortAccess Access(ushort port, int width) => new(port, (ushort)(port - _base), (byte)width, claim.Tag);

        public void Dispose() => map._entries.Remove(this);

        public void ThrowIfOverlapping()
        {
            Entry? other = map._entries.Find(other => other != this && other.Enabled && _enabled && other.Claim.Priority == claim.Priority
                && (other.Claim.Widths & claim.Widths) != 0 && other._base < _base + Length && _base < other._base + other.Length);
            if (other is not null)
            {
                throw new ClaimOverlapException($"'{owner}' and '{other.Owner}' both claim port {Math.Max(_base, other._base):X}h.");
            }
        }

        private string Owner => owner;
    }
}
