namespace GenEmu.Abstractions;

/// <summary>The board's DMA controller, as a peripheral uses it.</summary>
public interface IDmaController
{
    /// <summary>The device-to-memory direction: hands bytes to a channel.</summary>
    /// <param name="channel">0 to 7, except 4.</param>
    /// <param name="data">What the peripheral has.</param>
    /// <param name="terminalCount">Whether the channel's count ran out with the last byte taken.</param>
    /// <returns>How many bytes were taken; 0 while the channel is masked or programmed the other way.</returns>
    int WriteToMemory(int channel, ReadOnlySpan<byte> data, out bool terminalCount);

    /// <summary>The memory-to-device direction: takes bytes from a channel.</summary>
    /// <param name="channel">0 to 7, except 4.</param>
    /// <param name="data">Where the peripheral wants them.</param>
    /// <param name="terminalCount">Whether the channel's count ran out with the last byte given.</param>
    /// <returns>How many bytes were given; 0 while the channel is masked or programmed the other way.</returns>
    int ReadFromMemory(int channel, Span<byte> data, out bool terminalCount);
}
