namespace GenEmu.Core;

/// <summary>Takes pieces of state in a fixed order.</summary>
/// <param name="piece">Valid during the call.</param>
internal delegate void StateSink(ReadOnlySpan<byte> piece);
