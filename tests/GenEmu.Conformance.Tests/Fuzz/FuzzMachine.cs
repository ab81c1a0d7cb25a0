using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>A vCPU with RAM, a ROM and a device, used for one case after the other.</summary>
internal sealed unsafe class FuzzMachine : IDisposable
{
    private readonly PhysicalMemory _memory = new(FuzzLayout.RamEnd);
    private readonly IoBus _bus = new();
    private readonly List<IClaim> _synchronous = [];
    private readonly List<IClaim> _asynchronous = [];
    private readonly List<IClaim> _synchronousPages = [];
    private readonly List<IClaim> _asynchronousPages = [];
    private (bool Synchronous, uint Pages)? _used;

    public FuzzMachine(bool recordOnly, bool isFused)
    {
        Cpu = new Vcpu(_memory, _bus) { RecordOnly = recordOnly, AcknowledgeInterrupt = Acknowledge };
        Cpu.FuseAfter = isFused ? 1 : 0;
        _memory.TranslationsInvalid = Cpu.FlushTranslations;
        Device.RaiseInterrupt = () => Cpu.SetInterruptRequest(true);
        ClaimPorts(FuzzLayout.WidePorts, AccessWidths.UpToDword, batch: !recordOnly);        // compares what is done in one go with single steps
        ClaimPorts(FuzzLayout.NarrowPorts, AccessWidths.Byte);
        ClaimPorts(FuzzLayout.WordPorts, AccessWidths.Word);
        ClaimMemory(FuzzLayout.WideDevice, AccessWidths.UpToQword);
        ClaimMemory(FuzzLayout.NarrowDevice, AccessWidths.Byte);
        for (uint page = 0; page < FuzzLayout.RamEnd; page += FuzzLayout.PageSize)
        {
            ClaimMemory(page, AccessWidths.UpToQword, _synchronousPages, _asynchronousPages);
        }

        byte[] rom = new byte[FuzzLayout.PageSize];
        new Random(1).NextBytes(rom);
        new DeviceMemoryMap(_memory, "ROM").MapRom(new MemoryClaim { Base = FuzzLayout.Rom, Length = FuzzLayout.PageSize }, rom);
    }

    public Vcpu Cpu { get; }

    public FuzzDevice Device { get; } = new();

    /// <summary>Where the case waited for the device.</summary>
    public List<VcpuStop> Waits { get; } = [];

    public ReadOnlySpan<byte> Memory => _memory.System.Contents;

    /// <summary>Begins a chunk: memory, devices' manners.</summary>
    public void Start(FuzzWorld world, FuzzAnswers answers)
    {
        Use(answers == FuzzAnswers.Synchronous, world.DevicePages);
        Device.AnswersLater = answers == FuzzAnswers.Later;
        for (int page = 0; page < world.Memory.Length; page += FuzzLayout.PageSize)
        {
            WriteRam((uint)page, world.Memory.AsSpan(page, FuzzLayout.PageSize));
        }

        world.Memory.CopyTo(Device.Contents, 0);
        Load(world.State);
        Cpu.FlushTranslations();
    }

    /// <summary>Runs a case from its start; where it waits, the device answers.</summary>
    public VcpuStop Run(FuzzWorld world, FuzzProgram program)
    {
        Load(world.State);
        VcpuState* s = Cpu.State;
        for (int i = 0; i < 8; i++)
        {
            (&s->Rax)[i] = program.Registers[i];        // in ModRM's order
        }

        Cpu.Registers.EFlags = program.Flags;
        s->Rip = (uint)(program.Address - s->Cs.Base);
        WriteCode(program);
        Device.Start(program.DeviceSeed);
        Waits.Clear();
        Cpu.SetInterruptRequest(program.HasInterrupt);
        long end = Cpu.InstructionCount + program.Budget;
        while (true)
        {
            VcpuStop stop = Cpu.Run(Math.Max(0, end - Cpu.InstructionCount));
            if (stop.Kind != VcpuStopKind.IoPending)
            {
                return stop;
            }

            Waits.Add(stop);
            if (!Device.Release())
            {
                throw new InvalidOperationException($"The vCPU waits for {stop.Request}, which was answered.");
            }
        }
    }

    public void Dispose()
    {
        Cpu.Dispose();
        _memory.Dispose();
    }

    private void Use(bool synchronous, uint pages)
    {
        if (_used == (synchronous, pages))
        {
            return;
        }

        _used = (synchronous, pages);
        foreach (IClaim claim in (IEnumerable<IClaim>)[.. _synchronous, .. _asynchronous, .. _synchronousPages, .. _asynchronousPages])
        {
            claim.Enabled = false;           // before others are enabled in the same places
        }

        (synchronous ? _synchronous : _asynchronous).ForEach(c => c.Enabled = true);
        List<IClaim> inDevice = synchronous ? _synchronousPages : _asynchronousPages;
        foreach (IClaim claim in inDevice.Where((_, page) => ((pages >> page) & 1) != 0))
        {
            claim.Enabled = true;
        }

        _bus.Ports.Apply();
        _memory.Apply();
    }

    private byte Acknowledge()
    {
        Cpu.SetInterruptRequest(false);
        return 0x21;
    }

    /// <summary>Makes the processor's state the world's. Translations stay, as far as they still mean the same.</summary>
    private void Load(in VcpuState world)
    {
        VcpuState* s = Cpu.State;
        if (s->Cr0 != world.Cr0 || s->Cr3 != world.Cr3 || s->Cr4 != world.Cr4)
        {
            Cpu.FlushTranslations();
        }

        fixed (VcpuState* from = &world)
        {
            Buffer.MemoryCopy(from, s, FuzzState.Length, FuzzState.Length);
        }

        Cpu.CodeChanged();
    }

    private void WriteCode(FuzzProgram program)
    {
        int first = (int)Math.Min((uint)program.Code.Length, FuzzLayout.PageSize - (program.Address & (FuzzLayout.PageSize - 1)));
        WriteRam(program.Address, program.Code[..first]);
        if (first < program.Code.Length)
        {
            WriteRam(program.Address + (uint)first, program.Code[first..]);
        }
    }

    private void WriteRam(uint address, ReadOnlySpan<byte> data) => _memory.WriteRam(_memory.System, address, data);

    private void ClaimPorts(int first, AccessWidths widths, bool batch = false)
    {
        var map = new DevicePortMap(_bus.Ports, $"DEV{first:X}");
        var claim = new PortClaim { Base = (ushort)first, Length = FuzzLayout.PortsPerRange, Widths = widths, Enabled = false };
        _synchronous.Add(map.Claim(claim with { Batch = batch }, (IPortDevice)Device));
        _asynchronous.Add(map.Claim(claim, (IAsyncPortDevice)Device));
    }

    private void ClaimMemory(uint first, AccessWidths widths) => ClaimMemory(first, widths, _synchronous, _asynchronous);

    private void ClaimMemory(uint first, AccessWidths widths, List<IClaim> synchronous, List<IClaim> asynchronous)
    {
        var map = new DeviceMemoryMap(_memory, $"DEV{first:X}");
        var claim = new MmioClaim { Base = first, Length = FuzzLayout.PageSize, Widths = widths, Enabled = false };
        synchronous.Add(map.Claim(claim, (IMmioDevice)Device));
        asynchronous.Add(map.Claim(claim, (IAsyncMmioDevice)Device));
    }
}
