using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>This machine's own processor: a scratch process in compatibility mode that runs cases.</summary>
internal sealed class NativeProcessor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genemu-native-");
    private readonly Process _process;

    public NativeProcessor()
    {
        string file = Path.Combine(_folder.FullName, "scratch");
        (byte[] program, int entry) = ScratchProgram.Assemble(NativeLayout.Program + ElfImage.ProgramOffset);
        File.WriteAllBytes(file, ElfImage.Build(NativeLayout.Program, program, entry));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _process = Process.Start(new ProcessStartInfo(file) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public bool IsAlive => !_process.HasExited;

    /// <summary>Why cases cannot run here, or null.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "Only x86-64 Linux runs 32-bit programs in compatibility mode.";
        }

        try
        {
            using var processor = new NativeProcessor();
            var one = new NativeCase[1];
            one[0].Context = new NativeContext { Cs = NativeLayout.UserCode, Ss = NativeLayout.UserData, Ds = NativeLayout.UserData, Es = NativeLayout.UserData, Eip = NativeLayout.Code };
            ((Span<byte>)one[0].Code).Fill(0xCC);
            processor.Run(one);
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            return $"This machine does not run 32-bit programs: {e.Message}";
        }
    }

    /// <summary>Runs cases, each of which becomes its result.</summary>
    public void Run(Span<NativeCase> cases)
    {
        while (!cases.IsEmpty)
        {
            Span<NativeCase> batch = cases[..Math.Min(cases.Length, NativeLayout.MostCases)];
            RunBatch(batch);
            cases = cases[batch.Length..];
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void RunBatch(Span<NativeCase> batch)
    {
        using var watchdog = new Timer(_ => _process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        Stream input = _process.StandardInput.BaseStream;
        input.Write(BitConverter.GetBytes(batch.Length));
        input.Write(MemoryMarshal.AsBytes(batch));
        input.Flush();
        _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(batch));
    }
}
