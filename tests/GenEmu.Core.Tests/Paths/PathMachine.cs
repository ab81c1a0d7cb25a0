using System.Globalization;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Core.State;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Paths;

/// <summary>A case on a vCPU, each structure in RAM or in a device.</summary>
internal sealed unsafe class PathMachine : IDisposable
{
    private const int Runs = 2;              // the second finds translations and decoded code

    private TestCpu _test;
    private readonly PathCase _case;
    private readonly PathWorld _world;
    private readonly Func<Structure, Place> _place;
    private readonly Engine _engine;
    private readonly List<TestCpu> _former = [];
    private readonly AccessWidths _widths;

    public PathMachine(PathCase test, Paging paging, Engine engine, Func<Structure, Place> place, AccessWidths widths)
    {
        (_case, _place, _engine, _widths) = (test, place, engine, widths);
        _world = new PathWorld(test, paging);
        _test = new TestCpu(engine, memory: (ulong)_world.Memory.Length);
        Device = new MemoryDevice((byte[])_world.Memory.Clone());
        SetMode(paging);
        int code = (int)(test.CrossesPage ? PathLayout.At(Structure.CodeEnd) - 1 : PathLayout.Code);
        bool wide = test.Mode is PathMode.Kernel or PathMode.User;
        _test.Registers.Rip = (uint)code - (wide ? 0 : PathLayout.First);
        TestCpu.Assemble(wide ? 32 : 16, test.Code, _test.Registers.Rip).CopyTo(_world.Memory, code);
        _world.Registers.ForEach(set => set(_test.Registers));
        _world.Memory.CopyTo(Device.Contents, 0);
        _test.Write(0, _world.Memory);
        Claim();
    }

    public MemoryDevice Device { get; }

    /// <summary>Whether the vCPU stops after every step.</summary>
    public bool Steps { get; init; }

    /// <summary>Whether the vCPU is saved at every stop, and goes on in a new one.</summary>
    public bool Moves { get; init; }

    /// <summary>How often the vCPU waited.</summary>
    public int Waits { get; private set; }

    public int FirstRunAccesses { get; private set; }

    /// <summary>What the bus said about a broken device.</summary>
    public IReadOnlyList<string> Faults => _test.Faults;

    /// <summary>Runs the case twice from the same state.</summary>
    public IReadOnlyList<PathState> Run()
    {
        List<PathState> seen = [];
        byte[] state = [.. State];
        for (int run = 0; run < Runs; run++)
        {
            if (run > 0)
            {
                Restore(state);
            }

            _case.Raise?.Invoke(_test.Cpu);
            VcpuStop stop = Finish();
            seen.Add(new PathState($"run {run}: {stop.Kind}, RIP {stop.StartRip:X}, {_test.Cpu.InstructionCount} done", _test.Cpu.State, Memory()));
            FirstRunAccesses = run == 0 ? Device.Log.Count : FirstRunAccesses;
        }

        return seen;
    }

    public void Dispose()
    {
        _test.Dispose();
        _former.ForEach(former => former.Dispose());
    }

    private Span<byte> State => new(_test.Cpu.State, PathState.Length);

    private VcpuStop Finish()
    {
        long end = _test.Cpu.InstructionCount + _case.Steps;
        while (true)
        {
            long left = end - _test.Cpu.InstructionCount;
            VcpuStop stop = _test.Cpu.Run(Steps ? Math.Min(left, 1) : left);
            if (stop.Kind != VcpuStopKind.IoPending && (stop.Kind != VcpuStopKind.Budget || left <= 1))
            {
                return stop;
            }

            if (Moves)
            {
                Move();
            }

            if (stop.Kind == VcpuStopKind.IoPending)
            {
                Waits++;
                Device.Release();
            }
        }
    }

    /// <summary>The machine is saved, and goes on as another one: memory, processor, and the access that waits, offered again.</summary>
    private void Move()
    {
        var bag = new StateBag();
        _test.Cpu.Save(bag);
        TestCpu former = _test;
        _test = new TestCpu(_engine, memory: (ulong)_world.Memory.Length);
        _test.Write(0, former.Memory.System.Contents.ToArray());
        Claim();
        Device.Forget();
        if (former.Cpu.AcknowledgeInterrupt is { } acknowledge)
        {
            _test.Cpu.AcknowledgeInterrupt = () =>
            {
                _test.Cpu.SetInterruptRequest(false);
                return acknowledge();
            };
        }

        _test.Cpu.Load(bag);
        _test.Cpu.Reoffer();
        _former.Add(former);
    }

    private void Restore(byte[] state)
    {
        state.CopyTo(State);
        _test.Cpu.CodeChanged();
        _test.Cpu.DebugRegistersChanged();
        _world.Memory.CopyTo(Device.Contents, 0);
        for (Structure structure = Structure.Data; structure < Structure.Ports; structure++)
        {
            uint at = PathLayout.At(structure);
            _test.Memory.WriteRam(_test.Memory.System, at, _world.Memory.AsSpan((int)at, (int)PathLayout.PageSize));
        }
    }

    /// <summary>What differs from the beginning, wherever it is.</summary>
    private string Memory()
    {
        var changes = new StringBuilder();
        for (uint page = 0; page < PathWorld.Pages; page++)
        {
            int at = (int)(page * PathLayout.PageSize);
            Structure structure = (Structure)(page - (PathLayout.First / PathLayout.PageSize));
            bool inDevice = page >= PathLayout.First / PathLayout.PageSize && structure < Structure.Ports && _place(structure) != Place.Ram;
            ReadOnlySpan<byte> now = (inDevice ? Device.Contents : _test.Memory.System.Contents).Slice(at, (int)PathLayout.PageSize);
            ReadOnlySpan<byte> before = _world.Memory.AsSpan(at, (int)PathLayout.PageSize);
            for (int i = now.CommonPrefixLength(before); i < now.Length; i += 1 + now[(i + 1)..].CommonPrefixLength(before[(i + 1)..]))
            {
                changes.Append(CultureInfo.InvariantCulture, $"[{at + i:X}] {now[i]:X2} ");
            }
        }

        return changes.ToString();
    }

    private void Claim()
    {
        var memory = new DeviceMemoryMap(_test.Memory, "MEM");
        for (Structure structure = 0; structure < Structure.Ports; structure++)
        {
            var claim = new MmioClaim { Base = PathLayout.At(structure), Length = PathLayout.PageSize, Widths = _widths };
            _ = _place(structure) switch
            {
                Place.Synchronous => memory.Claim(claim, (IMmioDevice)Device),
                Place.Asynchronous => memory.Claim(claim, (IAsyncMmioDevice)Device),
                _ => null,
            };
        }

        var ports = new DevicePortMap(_test.Bus.Ports, "PORTS");
        var range = new PortClaim { Base = PathLayout.Port, Length = PathLayout.PortCount, Widths = AccessWidths.UpToDword };
        _ = _place(Structure.Ports) == Place.Asynchronous ? ports.Claim(range, (IAsyncPortDevice)Device) : ports.Claim(range, (IPortDevice)Device);
        _test.Memory.Apply();
        _test.Bus.Ports.Apply();
    }

    private void SetMode(Paging paging)
    {
        VcpuRegisters r = _test.Registers;
        bool real = _case.Mode is PathMode.Real or PathMode.Virtual8086;
        int cpl = _case.Mode is PathMode.Kernel or PathMode.Real ? 0 : 3;
        r.Gdt = (PathLayout.Gdt, (PathLayout.GdtEntries * 8) - 1);
        r.Idt = (PathLayout.Idt, (PathLayout.Vectors * 8) - 1);
        r.Cr0 = _case.Mode == PathMode.Real ? 0x10u : paging == Paging.Off ? 0x11u : 0x8001_0011;      // with WP
        r.Cr4 = paging == Paging.Pae ? 0x20u : 0;
        r.Cr3 = PathLayout.At(paging == Paging.Pae ? Structure.Pointers : Structure.PageDirectory);
        _test.Cpu.State->Pdpte0 = PathLayout.At(Structure.PageDirectory) | 1;
        foreach (SegmentRegister segment in Enum.GetValues<SegmentRegister>().Where(s => s < SegmentRegister.Ldtr))
        {
            bool code = segment == SegmentRegister.Cs;
            ushort selector = (ushort)((code ? PathLayout.KernelCode : PathLayout.KernelData) + (cpl == 3 ? 16 + 3 : 0));
            r.SetSegment(segment, real
                ? new SegmentValue((ushort)(PathLayout.First >> 4), PathLayout.First, 0xFFFF, _case.Mode == PathMode.Real ? (ushort)0x93 : (ushort)0xF3)
                : new SegmentValue(selector, 0, uint.MaxValue, (ushort)(0xC093 | (code ? 8 : 0) | (cpl << 5))));
        }

        r.SetSegment(SegmentRegister.Tr, new SegmentValue(PathLayout.Task, PathLayout.TaskState, 0xFF, 0x8B));
        r.SetSegment(SegmentRegister.Ldtr, new SegmentValue(PathLayout.LocalTable, PathLayout.Ldt, 0xFF, 0x82));
        uint origin = real ? PathLayout.First : 0;
        (r.Rax, r.Rcx, r.Rdx, r.Rbx) = (0x1234_5678, 3, PathLayout.Port, 0x8765_4321);
        (r.Rsp, r.Rbp) = (PathLayout.Stack - origin, PathLayout.Stack + 0x20 - origin);
        (r.Rsi, r.Rdi) = (PathLayout.Data - origin, PathLayout.Data - 0x40 - origin);
        r.EFlags = _case.Mode == PathMode.Virtual8086 ? 0x2_3202u : 0x202u;
        r.Cpl = cpl;
    }
}
