using System.Globalization;
using System.Text;
using GenEmu.Core.Io;
using GenEmu.Core.Tracing;

namespace GenEmu;

/// <summary>Writes a trace as text, a line an entry: <c>instructions cpuN CS:IP kind …</c>. docs/tracing.md describes every line.</summary>
/// <remarks><see cref="Flush"/> and <see cref="Dispose"/> may be called from any thread, also when the process is about to end.</remarks>
public sealed class TextTracer : IMachineTracer, IDisposable
{
    private const int FileBuffer = 1 << 20;
    private const int HexColumn = 22;          // seven bytes and a space are more than most instructions have

    private readonly TextWriter _output;
    private readonly bool _leaveOpen;
    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();
    private readonly Disassembler _disassembler = new();
    private bool _disposed;

    /// <summary>Makes a tracer.</summary>
    /// <param name="kinds">What to trace.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="leaveOpen">Whether <paramref name="output"/> is only flushed in the end, not closed.</param>
    public TextTracer(TraceKinds kinds, TextWriter output, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        Kinds = kinds;
        _output = output;
        _leaveOpen = leaveOpen;
    }

    /// <inheritdoc/>
    public TraceKinds Kinds { get; }

    /// <summary>Why the trace ends early, a full disk for example; <see langword="null"/> while all is well. The machine runs on.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Makes a tracer that writes a file.</summary>
    /// <param name="kinds">What to trace.</param>
    /// <param name="path">The file; what it held is lost.</param>
    /// <returns>The tracer.</returns>
    /// <exception cref="MachineConfigurationException">The file cannot be written.</exception>
    public static TextTracer ToFile(TraceKinds kinds, string path)
        => new(kinds, new StreamWriter(HostFile.Create(path, "the trace"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), FileBuffer));

    /// <inheritdoc/>
    public void Access(in TracedAccess access)
    {
        bool reads = access.Kind is IoKind.PortRead or IoKind.MemoryRead;
        AppendAccess(Begin(access.At), access.Kind, access.Address, access.Width);
        if (access.Outcome != AccessOutcome.Cancelled || !reads)
        {
            _line.Append(reads ? " = " : " := ").Append(Hex(access.Value, access.Width * 2));
        }

        _line.Append(reads ? " from " : " to ").Append(access.Device.Length == 0 ? "nobody" : access.Device).Append(access.Outcome switch
        {
            AccessOutcome.Waited => ", waited",
            AccessOutcome.Cancelled => ", cancelled",
            _ => "",
        });
        End();
    }

    /// <inheritdoc/>
    public void Delivery(in TracedDelivery delivery)
    {
        Begin(delivery.From).Append("event ").Append(delivery.Kind switch
        {
            DeliveryKind.Software => "software ",
            DeliveryKind.External => "external ",
            _ => "exception ",
        });
        _line.Append(Hex(delivery.Vector, 2));
        if (delivery.Kind == DeliveryKind.Exception)
        {
            _line.Append(' ').Append(ExceptionNames.Of(delivery.Vector));
        }

        if (delivery.ErrorCode is { } code)
        {
            _line.Append(" code ").Append(Hex(code, 4));
        }

        if (delivery.Address is { } address)
        {
            _line.Append(" address ").Append(Hex(address, 8));
        }

        _line.Append(" -> ").Append(Hex(delivery.Selector, 4)).Append(':').Append(Hex(delivery.Rip, 8));
        End();
    }

    /// <inheritdoc/>
    public void Instruction(in TracedInstruction instruction, ReadOnlySpan<byte> code)
    {
        Begin(instruction.At).Append("insn ");
        int column = _line.Length + HexColumn;
        _line.Append(Convert.ToHexString(code)).Append(' ', Math.Max(1, column - _line.Length));
        _line.Append(_disassembler.Describe(code, instruction.At.Rip, instruction.Bits));
        End();
    }

    /// <inheritdoc/>
    public void Boundary(in TracedBoundary boundary)
    {
        Begin(boundary.At).Append("boundary ").Append(BoundaryWords.Of(boundary.Chosen)).Append(" of");
        foreach (BoundaryEvents pending in BoundaryWords.InOrder(boundary.Pending))
        {
            _line.Append(' ').Append(BoundaryWords.Of(pending)).Append((boundary.Masked & pending) != 0 ? "(masked)" : "");
        }

        End();
    }

    /// <inheritdoc/>
    public void Reset(ResetRecord reset)
    {
        ArgumentNullException.ThrowIfNull(reset);
        Begin(new TracePoint(reset.Instructions, reset.Cpu, reset.Selector, reset.Rip)).Append("reset ").Append(reset.Kind).Append(" by ").Append(reset.Source);
        if (reset.Access is { } access)
        {
            AppendAccess(_line.Append(", "), access.Kind, access.Address, access.Width);
            _ = access.Kind is IoKind.PortWrite or IoKind.MemoryWrite ? _line.Append(" := ").Append(Hex(access.Data, access.Width * 2)) : _line;
        }

        _line.Append(CultureInfo.InvariantCulture, $", time {reset.VirtualTime.TotalSeconds:0.0000000}");
        End();
    }

    /// <summary>Writes out what is kept back.</summary>
    public void Flush() => Write(static output => output.Flush());

    /// <inheritdoc/>
    public void Dispose()
    {
        Write(_leaveOpen ? static output => output.Flush() : static output => output.Dispose());
        _disposed = true;
    }

    private static string Hex(ulong value, int digits) => value.ToString($"X{digits}", CultureInfo.InvariantCulture);

    private static void AppendAccess(StringBuilder line, IoKind kind, ulong address, int width)
    {
        (string verb, int digits) = kind switch
        {
            IoKind.PortRead => ("io in ", 4),
            IoKind.PortWrite => ("io out ", 4),
            IoKind.MemoryRead => ("mmio read ", 8),
            _ => ("mmio write ", 8),
        };
        line.Append(verb).Append(Hex(address, digits)).Append('/').Append(width);
    }

    private StringBuilder Begin(TracePoint at) => _line.Clear().Append(CultureInfo.InvariantCulture, $"{at} ");

    private void End() => Write(output => output.WriteLine(_line));

    /// <summary>A trace must not change what the guest does, so a file that cannot be written any more only ends the trace.</summary>
    private void Write(Action<TextWriter> action)
    {
        lock (_lock)
        {
            if (_disposed || Failure is not null)
            {
                return;
            }

            try
            {
                action(_output);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                Failure = exception;
            }
        }
    }
}
