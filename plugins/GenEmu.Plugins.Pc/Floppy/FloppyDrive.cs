using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>A drive and the medium in it.</summary>
internal sealed class FloppyDrive
{
    /// <summary>Puts a medium into a drive.</summary>
    /// <param name="image">The medium, or <see langword="null"/> for an empty drive.</param>
    public FloppyDrive(IDiskImage? image)
    {
        Image = image;
        Geometry = image is null ? null : FloppyGeometry.For(image.Length);
    }

    /// <summary>The medium.</summary>
    public IDiskImage? Image { get; }

    /// <summary>How the medium is recorded.</summary>
    public FloppyGeometry? Geometry { get; }

    /// <summary>The write-protect sensor; it is dark in an empty drive too.</summary>
    public bool IsWriteProtected => Image?.IsReadOnly ?? true;
}
