using GenEmu.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace GenEmu;

/// <summary>A hard disk's or CD-ROM's medium: a file of the host's, byte for byte. Opened read-only unless something else was asked for.</summary>
/// <remarks>Work goes on in the thread pool, one operation at a time, in the order of the calls. Every other member is for the machine's thread.</remarks>
public sealed class DiskImage : IDiskImage, IOverlaidMedium, IDisposable
{
    /// <summary>Bytes in a hard disk's sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Bytes in a CD-ROM's sector.</summary>
    public const int CdromSectorSize = 2048;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly DiskAccess _access;
    private readonly int _sectorSize;
    private readonly DiskOverlay? _overlay;
    private Task _last = Task.CompletedTask;

    private DiskImage(string path, SafeFileHandle file, DiskAccess access, int sectorSize)
    {
        (_path, _file, _access, _sectorSize) = (path, file, access, sectorSize);
        Length = RandomAccess.GetLength(file);
        _overlay = access == DiskAccess.Overlay ? new DiskOverlay(ReadFile) : null;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public bool IsReadOnly => _access == DiskAccess.ReadOnly;

    /// <summary>Opens an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="access">What becomes of writes.</param>
    /// <param name="sectorSize">The file must be whole sectors of this many bytes: <see cref="SectorSize"/> or <see cref="CdromSectorSize"/>.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MachineConfigurationException">There is no such file, it cannot be opened, or its size is wrong.</exception>
    public static DiskImage Open(string path, DiskAccess access = DiskAccess.ReadOnly, int sectorSize = SectorSize)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sectorSize);
        try
        {
            Check(path, FileLength(path), sectorSize);
            bool writes = access == DiskAccess.ReadWrite;
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, writes ? FileAccess.ReadWrite : FileAccess.Read, writes ? FileShare.None : FileShare.Read);
            return new DiskImage(path, file, access, sectorSize);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(path))
        {
            throw new MachineConfigurationException($"{path}: the disk image cannot be opened ({exception.Message}); does another machine have it open?", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw HostFile.Unreadable(path, "disk image", exception);
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        CatchUp();
        ReadNow(offset, destination);
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        CheckWrite(offset, source.Length);
        CatchUp();
        WriteNow(offset, source);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        CatchUp();
        FlushNow();
    }

    /// <inheritdoc/>
    public Task ReadAsync(long offset, Memory<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Enqueue(() => ReadNow(offset, destination.Span));
    }

    /// <inheritdoc/>
    public Task WriteAsync(long offset, ReadOnlyMemory<byte> source) => Enqueue(() =>
    {
        CheckWrite(offset, source.Length);
        WriteNow(offset, source.Span);
    });

    /// <inheritdoc/>
    public Task FlushAsync() => Enqueue(FlushNow);

    /// <inheritdoc/>
    OverlayImage? IOverlaidMedium.TakeImage()
    {
        CatchUp();
        return _overlay?.TakeImage();
    }

    /// <inheritdoc/>
    void IOverlaidMedium.Restore(OverlayImage image)
    {
        CatchUp();
        _overlay?.Restore(image);
    }

    /// <inheritdoc/>
    IDiskImage IOverlaidMedium.Fork()
    {
        if (_access == DiskAccess.ReadWrite)
        {
            throw new MachineConfigurationException($"{_path}: the guest's writes go into this file, and a fork's cannot go there too; open it with overlay=true");
        }

        CatchUp();
        DiskImage fork = Open(_path, _access, _sectorSize);
        if (_overlay is not null)
        {
            fork._overlay!.Restore(_overlay.TakeImage());          // it has one, as this has
        }

        return fork;
    }

    /// <summary>Ends what is under way, and closes the file.</summary>
    public void Dispose()
    {
        Task.WaitAny(_last);
        _file.Dispose();
    }

    private static long FileLength(string path)
    {
        // Before opening: a pipe would wait for whoever writes into it, and has no length.
        FileSystemInfo? target = File.ResolveLinkTarget(path, returnFinalTarget: true);
        var file = new FileInfo(target?.FullName ?? path);
        return (file.Attributes & FileAttributes.Directory) == 0 ? file.Length : throw new UnauthorizedAccessException();
    }

    private static void Check(string path, long length, int sectorSize)
    {
        if (length == 0 || length % sectorSize != 0)
        {
            string problem = length == 0 ? "the file is empty" : $"{length} bytes are not a whole number of {sectorSize}-byte sectors";
            string kind = sectorSize == CdromSectorSize ? "a CD-ROM image (ISO 9660)" : "a raw disk image, such as one made with 'truncate -s 64M'";
            throw new MachineConfigurationException($"{path}: {problem}; give {kind}");
        }
    }

    private Task Enqueue(Action operation) => _last = InOrder(_last, operation);

    private async Task InOrder(Task before, Action operation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            operation();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            throw new IOException($"{_path}: {exception.Message}", exception);
        }
    }

    /// <summary>Waits for the operations that were started before a synchronous one.</summary>
    private void CatchUp() => Task.WaitAny(_last);

    private void CheckWrite(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (IsReadOnly || offset > Length - length)
        {
            throw new IOException(IsReadOnly ? $"{_path}: the image is open read-only." : $"{_path}: the write lies beyond the disk's end.");
        }
    }

    private void ReadNow(long offset, Span<byte> destination)
    {
        int inside = (int)Math.Clamp(Length - offset, 0, destination.Length);
        destination[inside..].Clear();
        ReadFile(offset, destination[..inside]);
        _overlay?.Patch(offset, destination[..inside]);
    }

    private void WriteNow(long offset, ReadOnlySpan<byte> source)
    {
        if (_overlay is not null)
        {
            _overlay.Write(offset, source);
        }
        else
        {
            RandomAccess.Write(_file, source, offset);
        }
    }

    private void FlushNow()
    {
        if (_access == DiskAccess.ReadWrite)
        {
            RandomAccess.FlushToDisk(_file);
        }
    }

    /// <summary>Reads the file. Its length was taken when it was opened; what is missing now somebody else cut off.</summary>
    private void ReadFile(long offset, Span<byte> destination)
    {
        while (destination.Length > 0 && offset < Length)
        {
            int read = RandomAccess.Read(_file, destination[..(int)Math.Min(destination.Length, Length - offset)], offset);
            if (read == 0)
            {
                throw new IOException($"{_path}: the file has become shorter since it was opened; there is nothing at {offset} any more.");
            }

            destination = destination[read..];
            offset += read;
        }

        destination.Clear();
    }
}
