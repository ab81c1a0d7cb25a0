namespace GenEmu.Abstractions;

/// <summary>A keyboard that a host can type on. Used on the machine's thread.</summary>
public interface IKeyboardInput
{
    /// <summary>Presses or releases a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pressed">Down or up.</param>
    /// <returns><see langword="false"/> while the keyboard's buffer has no room or it is disabled; try again later, nothing was sent.</returns>
    bool TrySend(PcKey key, bool pressed);
}
