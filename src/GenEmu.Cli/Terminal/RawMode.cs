using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GenEmu.Cli.Terminal;

/// <summary>This process's terminal in raw mode: every key comes at once, as it is, and nothing is echoed. Given back on every way out that a process can see.</summary>
/// <remarks>
/// Three functions of POSIX, on a buffer that only they look into, with one exception: the bit that lets the terminal turn a line feed into a new line stays set,
/// so that messages keep their shape. .NET's own console is not used for input: it edits lines as soon as it is.
/// </remarks>
internal sealed class RawMode : IDisposable
{
    private const int StandardInput = 0;

    /// <summary>Much more than a struct termios has anywhere.</summary>
    private const int LargestTermios = 512;

    /// <summary>TCSANOW: unlike the others it never waits for a terminal that takes no output.</summary>
    private const int Now = 0;

    /// <summary>OPOST of c_oflag, the second field; the fields are long on macOS.</summary>
    private const uint ProcessOutput = 1;

    private static readonly int OutputFlags = OperatingSystem.IsMacOS() ? 8 : 4;

    private readonly byte[] _before;
    private readonly byte[] _raw;
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _ended;

    private RawMode(byte[] before, byte[] raw)
    {
        (_before, _raw) = (before, raw);
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Restore()));
        }

        if (!OperatingSystem.IsWindows())
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Enter()));        // the shell had it meanwhile
        }

        AppDomain.CurrentDomain.ProcessExit += AtExit;
        AppDomain.CurrentDomain.UnhandledException += AtExit;
        Enter();
    }

    /// <summary>Puts the terminal on standard input into raw mode.</summary>
    /// <returns>The mode, which ends when disposed; <see langword="null"/> where this system cannot do it.</returns>
    public static RawMode? TryEnter()
    {
        byte[] before = new byte[LargestTermios];
        try
        {
            if (tcgetattr(StandardInput, before) != 0)
            {
                return null;
            }

            byte[] raw = [.. before];
            cfmakeraw(raw);
            Span<byte> flags = raw.AsSpan(OutputFlags);
            BinaryPrimitives.WriteUInt32LittleEndian(flags, BinaryPrimitives.ReadUInt32LittleEndian(flags) | ProcessOutput);
            return new RawMode(before, raw);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;        // no POSIX
        }
    }

    public void Dispose()
    {
        Restore();
        _signals.ForEach(signal => signal.Dispose());
        AppDomain.CurrentDomain.ProcessExit -= AtExit;
        AppDomain.CurrentDomain.UnhandledException -= AtExit;
    }

    // The names are those of the functions.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcgetattr(int descriptor, byte[] termios);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcsetattr(int descriptor, int when, byte[] termios);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void cfmakeraw([In, Out] byte[] termios);

    private void Enter()
    {
        if (Volatile.Read(ref _ended) == 0)
        {
            _ = tcsetattr(StandardInput, Now, _raw);
        }
    }

    private void Restore()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _ = tcsetattr(StandardInput, Now, _before);
        }
    }

    private void AtExit(object? sender, EventArgs e) => Restore();
}
