using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Core.State;
using GenEmu.Core.Tracing;
using Iced.Intel;

namespace GenEmu.Core.Tests.Support;

/// <summary>A vCPU with RAM and test devices, and nothing else of a machine.</summary>
internal sealed class TestCpu : IDisposable
{
    /// <summary>Where code is put, in real mode 0000:7C00.</summary>
    public const uint CodeAddress = 0x7C00;

    private readonly Answers _answers;
    private readonly DmaMemory _dma;
    private int _devices;

    public TestCpu(Engine engine = Engine.Direct, Answers answers = Answers.Immediate, ulong memory = 4 << 20, bool bootstrap = true, CpuModel? model = null)
    {
        SynchronizationContext.SetSynchronizationContext(null);       // answers continue on the thread that releases them
        _answers = answers;
        Memory = new PhysicalMemory(memory);
        Bus = new IoBus { DeviceFaulted = (request, exception) => Faults.Add($"{request}: {exception.Message}") };
        Cpu = new Vcpu(Memory, Bus, model, bootstrap ? 0 : 1) { RecordOnly = engine == Engine.Recorded };
        Cpu.FuseAfter = engine == Engine.Fused ? 1 : Cpu.FuseAfter;
        Memory.TranslationsInvalid = Cpu.FlushTranslations;
        _dma = new DmaMemory(Memory);
    }

    public PhysicalMemory Memory { get; }

    public IoBus Bus { get; }

    public Vcpu Cpu { get; }

    public VcpuRegisters Registers => Cpu.Registers;

    public List<string> Faults { get; } = [];

    /// <summary>Real mode at 0000:7C00, stack at 0000:7C00 downwards, and every vector leads to a HLT at 0000:0600 + vector.</summary>
    public TestCpu RealMode(Action<Assembler> code)
    {
        foreach (SegmentRegister segment in Enum.GetValues<SegmentRegister>().Where(s => s < SegmentRegister.Ldtr))
        {
            Registers.SetSegment(segment, new SegmentValue(0, 0, 0xFFFF, 0x93));
        }

        for (int vector = 0; vector < 256; vector++)
        {
            Write(vector * 4, BitConverter.GetBytes(0x0600 + vector));
            Write(0x0600 + vector, [0xF4]);
        }

        Registers.Rip = CodeAddress;
        Registers.Rsp = CodeAddress;
        Write(CodeAddress, Assemble(16, code));
        return this;
    }

    /// <summary>32-bit flat protected mode, CPL 0, paging off; GDT at 1000h (null, code 8, data 16, user code 24, user data 32), empty IDT at 2000h.</summary>
    public TestCpu ProtectedMode(Action<Assembler> code)
    {
        ulong[] gdt = [0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF, 0x00CFFB000000FFFF, 0x00CFF3000000FFFF];
        Write(0x1000, gdt.SelectMany(BitConverter.GetBytes).ToArray());
        Registers.Gdt = (0x1000, (uint)(gdt.Length * 8) - 1);
        Registers.Idt = (0x2000, 0x7FF);
        Registers.Cr0 = 0x11;
        Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(8, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss, SegmentRegister.Fs, SegmentRegister.Gs])
        {
            Registers.SetSegment(segment, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        }

        Registers.Rip = CodeAddress;
        Registers.Rsp = 0x9000;
        Write(CodeAddress, Assemble(32, code));
        return this;
    }

    /// <summary>Sets an interrupt gate to a handler's address.</summary>
    public TestCpu Gate(int vector, uint address, ushort access = 0x8E00)
    {
        Write(0x2000 + (vector * 8), BitConverter.GetBytes((address & 0xFFFF) | (8u << 16)));
        Write(0x2004 + (vector * 8), BitConverter.GetBytes((address & 0xFFFF0000) | access));
        return this;
    }

    /// <summary>Claims ports for a device that answers as the axis says. Only what answers at once can be batched or coalesced.</summary>
    public TestDevice Ports(ushort first, int count = 1, AccessWidths widths = AccessWidths.UpToDword, bool batch = false, bool coalesce = false)
    {
        var device = new TestDevice();
        var map = new DevicePortMap(Bus.Ports, $"DEV{_devices++}");
        bool atOnce = _answers == Answers.Immediate;
        var claim = new PortClaim { Base = first, Length = count, Widths = widths, Batch = batch && atOnce, Coalesce = coalesce && atOnce };
        _ = _answers != Answers.Immediate ? map.Claim(claim, (IAsyncPortDevice)device) : map.Claim(claim, (IPortDevice)device);
        Bus.Ports.Apply();
        return device;
    }

    /// <summary>Claims memory for a device that answers as the axis says.</summary>
    public TestDevice Mmio(ulong first, ulong length = 4096, AccessWidths widths = AccessWidths.UpToQword, bool coalesce = false)
    {
        var device = new TestDevice();
        var map = new DeviceMemoryMap(Memory, $"DEV{_devices++}");
        var claim = new MmioClaim { Base = first, Length = length, Widths = widths, Coalesce = coalesce && _answers == Answers.Immediate };
        _ = _answers != Answers.Immediate ? map.Claim(claim, (IAsyncMmioDevice)device) : map.Claim(claim, (IMmioDevice)device);
        Memory.Apply();
        return device;
    }

    public void Write(long address, byte[] data) => _dma.Write((ulong)address, data);

    public byte[] Read(long address, int length)
    {
        byte[] data = new byte[length];
        _dma.Read((ulong)address, data);
        return data;
    }

    public ulong ReadNumber(long address, int size) => BitConverter.ToUInt64([.. Read(address, size), .. new byte[8 - size]]);

    /// <summary>Assembles, at <see cref="CodeAddress"/> unless told otherwise.</summary>
    public static byte[] Assemble(int bits, Action<Assembler> code, ulong address = CodeAddress)
    {
        var assembler = new Assembler(bits);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    /// <summary>Runs a number of instructions to their end; devices that wait are released one after the other.</summary>
    public VcpuStop Run(long budget, params TestDevice[] devices)
    {
        long end = Cpu.InstructionCount + budget;
        while (true)
        {
            VcpuStop stop = Cpu.Run(end - Cpu.InstructionCount);
            if (stop.Kind != VcpuStopKind.IoPending)
            {
                return stop;
            }

            LookUnderEveryPolicy(stop);
            if (_answers == Answers.Restored)
            {
                GoThroughSnapshot();
            }

            TestDevice device = devices.FirstOrDefault(d => d.IsWaiting) ?? throw new InvalidOperationException($"Nobody answers {stop.Request}.");
            device.Release();
            SpinWait.SpinUntil(() => Cpu.Waiting is not { IsCompleted: false }, TimeSpan.FromSeconds(10));      // the answer to a restored access may come through another thread
        }
    }

    /// <summary>Axis of rule F5: what a host reads at a stop must change nothing, whatever the policy.</summary>
    private void LookUnderEveryPolicy(VcpuStop stop)
    {
        RipPolicy kept = Cpu.RipPolicy;
        foreach (RipPolicy policy in Enum.GetValues<RipPolicy>())
        {
            Cpu.RipPolicy = policy;
            ulong rip = Registers.Rip;
            (policy != RipPolicy.AtInstruction || rip == stop.StartRip).ShouldBeTrue();
        }

        Cpu.RipPolicy = kept;
    }

    /// <summary>Axis of rule F5: nothing of the stop may be left but what a snapshot holds.</summary>
    private void GoThroughSnapshot()
    {
        ITracer? tracer = Cpu.Tracer;
        Cpu.Tracer = null;                         // it would hear of the reset
        var state = new StateBag { Version = Vcpu.StateVersion };
        Cpu.Save(state);
        HostBreakpoint[] breakpoints = [.. Cpu.HostDebug.Breakpoints];
        Cpu.Reset(ResetKind.PowerOn);
        Cpu.Load(state);
        Cpu.HostDebug.Replace(breakpoints);        // tests know theirs by the object
        Cpu.Reoffer();
        Cpu.Tracer = tracer;
    }

    public void Dispose()
    {
        Cpu.Dispose();
        Memory.Dispose();
    }
}
