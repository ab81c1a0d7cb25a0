using System.Globalization;
using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>The ports, or the physical addresses: who answers where.</summary>
internal sealed class BenchSpace(string unit, ulong size)
{
    private readonly List<BenchClaim> _claims = [];

    /// <summary>Everything ever claimed, in the order of claiming.</summary>
    public List<BenchClaim> History { get; } = [];

    public BenchClaim Add(BenchClaim claim)
    {
        Check(claim, claim.Base, claim.Enabled);
        _claims.Add(claim);
        History.Add(claim);
        return claim;
    }

    public void Remove(BenchClaim claim) => _claims.Remove(claim);

    /// <summary>Who answers an access natively; null if it must be split, or nobody does.</summary>
    public BenchClaim? Find(ulong address, int width) => address % (ulong)width != 0
        ? null
        : _claims.Where(claim => claim.Covers(address, width)).MaxBy(claim => claim.Priority);

    public void Check(BenchClaim claim, ulong @base, bool enabled)
    {
        if (claim.Length == 0 || claim.Length > size || @base > size - claim.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(@base), string.Create(CultureInfo.InvariantCulture, $"{claim.Owner}: {claim.Length:X}h {unit} at {@base:X}h leave the address space."));
        }

        foreach (BenchClaim other in enabled ? _claims : [])
        {
            bool meets = other.Base < @base + claim.Length && @base < other.Base + other.Length;
            if (other != claim && other.Enabled && meets && other.Priority == claim.Priority && (other.Widths & claim.Widths) != 0)
            {
                throw new ClaimOverlapException($"{claim.Owner} and {other.Owner} both claim {unit} {Math.Max(@base, other.Base):X}h with priority {claim.Priority}.");
            }
        }
    }

    public IEnumerable<string> Describe() => _claims.Select(claim => claim.Describe()).Order(StringComparer.Ordinal);
}
