namespace GenEmu.Boot.Tests;

/// <summary>A file that goes with its test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(ReadOnlySpan<byte> contents) => File.WriteAllBytes(Path, contents);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"genemu-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(Path);
}
