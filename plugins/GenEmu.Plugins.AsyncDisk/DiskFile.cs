using GenEmu.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace GenEmu.Plugins.AsyncDisk;

/// <summary>The image, read and written by the host's asynchronous file I/O.</summary>
internal sealed class DiskFile : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens an image.</summary>
    /// <exception cref="DeviceConfigurationException">It cannot be opened.</exception>
    public DiskFile(string path, bool writable)
    {
        IsWritable = writable;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DeviceConfigurationException($"parameter 'file': {path} cannot be opened: {exception.Message}", exception);
        }
    }

    public bool IsWritable { get; }

    /// <summary>Bytes.</summary>
    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Reads; bytes beyond the end are zero.</summary>
    public async Task<byte[]> ReadAsync(long offset, int length, CancellationToken cancellationToken)
    {
        byte[] data = new byte[length];
        for (int done = 0; done < length;)
        {
            int read = await RandomAccess.ReadAsync(_file, data.AsMemory(done), offset + done, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return data;
    }

    /// <summary>Writes.</summary>
    public async Task<byte[]> WriteAsync(long offset, byte[] data, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, data, offset, cancellationToken).ConfigureAwait(false);
        return data;
    }

    /// <summary>Makes what was written permanent.</summary>
    public Task<byte[]> FlushAsync() => Task.Run(() =>
    {
        RandomAccess.FlushToDisk(_file);
        return Array.Empty<byte>();
    });

    public void Dispose() => _file.Dispose();
}
