using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A floppy's medium, kept in memory. The file is never written to unless that was asked for.</summary>
public sealed class FloppyImage : IDiskImage, IOverlaidMedium, IDisposable
{
    private const int SectorSize = 512;
    private const int LargestSize = 2880 * 1024;

    private readonly FileStream? _file;
    private readonly DiskOverlay? _overlay;
    private byte[] _contents;

    private FloppyImage(byte[] contents, bool isReadOnly, FileStream? file)
    {
        (_contents, Length, IsReadOnly, _file) = (contents, contents.Length, isReadOnly, file);
        _overlay = isReadOnly || file is not null ? null : new DiskOverlay(ReadContents);
    }

    /// <summary>The image's length when it was opened, which says what medium it is.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public bool IsReadOnly { get; }

    /// <summary>Opens an image.</summary>
    /// <param name="path">The file: whole sectors of 512 bytes, at most 2.88 MB.</param>
    /// <param name="writable">Whether the guest's writes go into the file; else they are kept in memory and forgotten.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MachineConfigurationException">There is no such file, or it cannot be a floppy.</exception>
    public static FloppyImage Open(string path, bool writable = false)
    {
        byte[] contents = HostFile.ReadAll(path, "floppy image");
        Check(contents.Length, path);
        try
        {
            return new FloppyImage(contents, isReadOnly: false, writable ? new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read) : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MachineConfigurationException($"{path}: the floppy image cannot be written ({exception.Message}); leave out rw=true to keep writes in memory", exception);
        }
    }

    /// <summary>Makes an image of bytes in memory.</summary>
    /// <param name="contents">The bytes: whole sectors of 512 bytes, at most 2.88 MB. Neither copied nor written to.</param>
    /// <param name="isReadOnly">Whether it is write-protected.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MachineConfigurationException">It cannot be a floppy.</exception>
    public static FloppyImage FromBytes(byte[] contents, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(contents);
        Check(contents.Length, "floppy image");
        return new FloppyImage(contents, isReadOnly, file: null);
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ReadContents(offset, destination);
        _overlay?.Patch(offset, destination);
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (IsReadOnly || offset > LargestSize - source.Length)
        {
            throw new IOException(IsReadOnly ? "The floppy is write-protected." : "The write lies beyond the floppy's end.");
        }

        if (_overlay is not null)
        {
            _overlay.Write(offset, source);
            return;
        }

        if (offset + source.Length > _contents.Length)
        {
            Array.Resize(ref _contents, (int)offset + source.Length);       // the image is shorter than its medium
        }

        source.CopyTo(_contents.AsSpan((int)offset));
        _file!.Position = offset;               // neither read-only nor in memory
        _file.Write(source);
        _file.Flush();
    }

    /// <inheritdoc/>
    OverlayImage? IOverlaidMedium.TakeImage() => _overlay?.TakeImage();

    /// <inheritdoc/>
    void IOverlaidMedium.Restore(OverlayImage image) => _overlay?.Restore(image);

    /// <inheritdoc/>
    IDiskImage IOverlaidMedium.Fork()
    {
        if (_file is not null)
        {
            throw new MachineConfigurationException($"{_file.Name}: the guest's writes go into this file, and a fork's cannot go there too; leave out rw=true");
        }

        var fork = new FloppyImage(_contents, IsReadOnly, file: null);
        if (_overlay is not null)
        {
            fork._overlay!.Restore(_overlay.TakeImage());          // it has one, as this has
        }

        return fork;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void ReadContents(long offset, Span<byte> destination)
    {
        int available = (int)Math.Clamp(_contents.Length - offset, 0, destination.Length);
        _contents.AsSpan((int)Math.Min(offset, _contents.Length), available).CopyTo(destination);
        destination[available..].Clear();
    }

    private static void Check(long length, string path)
    {
        if (length == 0 || length % SectorSize != 0 || length > LargestSize)
        {
            string problem = length > LargestSize ? "more than the 2.88 MB of the largest floppy" : "not a whole number of 512-byte sectors";
            throw new MachineConfigurationException($"{path}: {length} bytes are {problem}; give an image of a floppy, such as one of 1474560 bytes");
        }
    }
}
