namespace GenEmu.Abstractions;

/// <summary>The machine's power button. An operating system that listens shuts itself down; firmware and others do not notice.</summary>
/// <remarks>For the machine's thread: a host posts the press.</remarks>
public interface IPowerButton
{
    /// <summary>Presses it for a moment.</summary>
    void Press();
}
