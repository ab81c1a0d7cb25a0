using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>Builds the guest program: a 128 KiB ROM that runs system-level cases one after the other and prints a line for each on port E9h.</summary>
/// <remarks>
/// A case is a piece of code; the event that ends it (a fault, or INT 81h) is its result. It is assembled twice, the second time
/// with the addresses that the first gave, so descriptors, gates and task states can be laid out beforehand.
/// </remarks>
internal sealed partial class SystemProgram
{
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _addresses;
    private readonly List<List<ulong>> _gdts = [];
    private readonly ulong[] _idt = new ulong[256];
    private readonly List<Action> _later = [];
    private int _markedAt = -1;
    private Label _marked;
    private byte _nextVector = 0x30;
    private int _unique;
    private string _current = "";

    private SystemProgram(Dictionary<string, uint> addresses) => _addresses = addresses;

    private Assembler A { get; } = new(32) { PreferShortBranch = false };

    /// <summary>The start of the running case's code.</summary>
    private uint Start => At(_current + "/start");

    public static byte[] Build()
    {
        var addresses = new Dictionary<string, uint>(StringComparer.Ordinal);
        _ = new SystemProgram(addresses).Assemble(out addresses);
        byte[] code = new SystemProgram(addresses).Assemble(out Dictionary<string, uint> second);
        if (second.Any(a => addresses[a.Key] != a.Value))
        {
            throw new InvalidOperationException("The two passes put things at different places.");
        }

        byte[] image = new byte[Layout.ImageSize];
        code.CopyTo(image, 0);
        ResetVector.CopyTo(image.AsSpan(Layout.ImageSize - 16));
        return image;
    }

    /// <summary>JMP E000:0000, at the reset vector.</summary>
    private static ReadOnlySpan<byte> ResetVector => [0xEA, 0, 0, 0, 0xE0];

    /// <summary>Starts a group of cases with a GDT of its own, so that selectors do not depend on the cases before.</summary>
    private void Group(params Action[] cases)
    {
        foreach (Action emit in cases)
        {
            int number = _gdts.Count;
            _gdts.Add(StandardDescriptors());
            A.mov(__dword_ptr[Layout.GdtPointer], At($"gdtr{number}"));
            A.mov(__dword_ptr[Layout.Scratch], At($"group{number}"));
            A.mov(__dword_ptr[Layout.Record], Layout.Scratch);
            A.jmp(Ref("prepare"));
            Mark($"group{number}");
            emit();
        }
    }

    private byte[] Assemble(out Dictionary<string, uint> addresses)
    {
        Runtime();
        TransferCases();           // 16-bit code must lie in the image's first 64 KiB, so what has some comes first
        InterruptCases();
        ExceptionCases();
        Virtual8086Cases();
        TaskCases();
        PrivilegeCases();
        SegmentCases();
        LimitCases();
        PagingCases();
        Tables();
        using var stream = new MemoryStream();
        AssemblerResult result = A.Assemble(new StreamCodeWriter(stream), Layout.Image, BlockEncoderOptions.ReturnNewInstructionOffsets | BlockEncoderOptions.DontFixBranches);
        addresses = _labels.ToDictionary(l => l.Key, l => (uint)result.GetLabelRIP(l.Value), StringComparer.Ordinal);
        return stream.Length <= Layout.ImageSize - 16 ? stream.ToArray() : throw new InvalidOperationException($"The image is {stream.Length} bytes.");
    }

    /// <summary>The address of a mark; in the first pass one of the same encoded length.</summary>
    private uint At(string name) => _addresses.GetValueOrDefault(name, 0x1_2345u);

    /// <summary>A mark of the running case.</summary>
    private uint Here(string name) => At($"{_current}/{name}");

    /// <summary>A mark of the running case as an offset in a 16-bit segment at the image's start.</summary>
    private ushort Offset(string name) => checked((ushort)(Here(name) - Layout.Image));

    private void Mark(string name)
    {
        if (_markedAt != A.Instructions.Count)
        {
            _marked = A.CreateLabel();
            A.Label(ref _marked);
            _markedAt = A.Instructions.Count;
        }

        _labels.Add(name, _marked);
    }

    private void Local(string name) => Mark($"{_current}/{name}");

    private void Dword(uint value) => A.dd(value);

    private void Qwords(IEnumerable<ulong> values) => A.db([.. values.SelectMany(BitConverter.GetBytes)]);

    private void Text(string text) => A.db([.. System.Text.Encoding.ASCII.GetBytes(text), 0]);

    /// <summary>Emits data or code behind the running case.</summary>
    private void Later(Action emit) => _later.Add(emit);

    /// <summary>A case: its line is <c>name: event values…</c>.</summary>
    private void Case(string name, Action body, params Shown[] shown)
    {
        _current = name;
        _nextVector = 0x30;
        A.call(Ref("begin"));
        Dword(Here("next"));
        Dword(Start);
        A.db((byte)shown.Length);
        foreach (Shown s in shown)
        {
            Dword(s.Address);
            Dword(s.Mask);
        }

        Text(name);
        Local("start");
        body();
        End();
        for (int i = 0; i < _later.Count; i++)
        {
            _later[i]();
        }

        _later.Clear();
        Local("next");
    }

    /// <summary>PUSH imm16.</summary>
    private void PushWord(int value) => A.db(0x66, 0x68, (byte)value, (byte)(value >> 8));

    private void End() => A.@int(Layout.EndVector);

    /// <summary>A near branch target, by absolute address: the encoder makes it relative.</summary>
    private ulong Ref(string name) => At(name);

    /// <summary>Goes to a ring with flat segments; flags as given.</summary>
    private void Ring(int ring, uint flags = 2)
    {
        if (ring == 0)
        {
            return;
        }

        if (flags != 2)
        {
            A.mov(__dword_ptr[Layout.RingFlags], flags);
        }

        A.call(Ref($"ring{ring}"));
    }

    // ── Descriptors ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>A segment descriptor. <paramref name="access"/>: the access byte, <paramref name="flags"/>: G 8, D/B 4, AVL 1.</summary>
    private static ulong Segment(uint @base, uint limit, byte access, int flags = 4)
        => (limit & 0xFFFF) | ((ulong)(@base & 0xFFFFFF) << 16) | ((ulong)access << 40) | ((ulong)(limit >> 16) << 48) | ((ulong)flags << 52) | ((ulong)(@base >> 24) << 56);

    private static ulong Flat(byte access, int flags = 12) => Segment(0, 0xFFFFF, access, flags);

    private static ulong Gate(ushort selector, uint offset, byte access, int parameters = 0)
        => (offset & 0xFFFF) | ((ulong)selector << 16) | ((ulong)parameters << 32) | ((ulong)access << 40) | ((ulong)(offset >> 16) << 48);

    /// <summary>A new entry of the GDT.</summary>
    private ushort Gdt(ulong descriptor)
    {
        _gdts[^1].Add(descriptor);
        return (ushort)((_gdts[^1].Count - 1) * 8);
    }

    /// <summary>The address of a descriptor's access byte.</summary>
    private uint AccessByte(ushort selector) => At($"gdt{_gdts.Count - 1}") + (selector & 0xFFF8u) + 5;

    /// <summary>Sets the gate of a new vector; for ring 0.</summary>
    private byte Vector(ulong gate)
    {
        A.mov(__dword_ptr[At("idt") + (_nextVector * 8u)], (uint)gate);
        A.mov(__dword_ptr[At("idt") + (_nextVector * 8u) + 4], (uint)(gate >> 32));
        return _nextVector++;
    }

    /// <summary>16-bit code behind the case, at a mark; its own labels only.</summary>
    private void Code16(string name, Action<Assembler> code) => Later(() =>
    {
        Local(name);
        A.db(Support.TestCpu.Assemble(16, code, Here(name) - Layout.Image));
    });

    /// <summary>32-bit code behind the case, at a mark.</summary>
    private void Code32(string name, Action code) => Later(() =>
    {
        Local(name);
        code();
    });

    /// <summary>An IDT of the first 20 vectors with changes, loaded at once; the case can end by a fault only.</summary>
    private void LoadIdt(params (byte Vector, ulong Gate)[] changes)
    {
        int number = _unique++;
        A.lidt(__[Here($"idtr{number}")]);
        Later(() =>
        {
            Local($"idtr{number}");
            A.dw(159);
            Dword(Here($"idt{number}"));
            Local($"idt{number}");
            for (byte i = 0; i < 20; i++)
            {
                byte vector = i;
                Qwords([changes.Any(c => c.Vector == vector) ? changes.First(c => c.Vector == vector).Gate : _idt[i]]);
            }
        });
    }

    /// <summary>JMP or CALL far to a selector, in 32-bit code.</summary>
    private void FarJump(ushort selector, uint offset)
    {
        A.db(0xEA);
        Dword(offset);
        A.dw(selector);
    }

    private void FarCall(ushort selector, uint offset)
    {
        A.db(0x9A);
        Dword(offset);
        A.dw(selector);
    }
}
