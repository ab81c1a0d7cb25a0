using System.Diagnostics;
using System.Runtime.InteropServices;
using GenEmu.Conformance.Tests.Native;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>This machine's own processor, running one floating-point instruction in a scratch process.</summary>
internal sealed class FloatProcessor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genemu-float-");
    private readonly Process _process;

    public FloatProcessor(FloatOperation operation)
    {
        string file = Path.Combine(_folder.FullName, "scratch");
        File.WriteAllBytes(file, FloatProgram.Build(operation));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _process = Process.Start(new ProcessStartInfo(file) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Runs cases, each of which becomes its result.</summary>
    public void Run(Span<FloatCase> cases)
    {
        using var watchdog = new Timer(_ => _process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        while (!cases.IsEmpty)
        {
            Span<FloatCase> batch = cases[..Math.Min(cases.Length, FloatProgram.MostCases)];
            Stream input = _process.StandardInput.BaseStream;
            input.Write(BitConverter.GetBytes(batch.Length));
            input.Write(MemoryMarshal.AsBytes(batch));
            input.Flush();
            _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(batch));
            cases = cases[batch.Length..];
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
