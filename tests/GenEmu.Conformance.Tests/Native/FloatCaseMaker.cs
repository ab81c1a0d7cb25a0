using System.Runtime.InteropServices;
using GenEmu.Conformance.Tests.Float;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;
using GenEmu.Core.Units;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Makes cases of an x87, MMX or SSE form in which the numbers count.</summary>
/// <remarks>
/// Every other round of <see cref="Settings"/> cases goes through each setting of rounding, precision and masks once, with operands at the edges of the formats; the
/// rounds between take random settings and operands. Encoding, addresses and the rest of the registers stay for a few cases, as a processor is faster that way.
/// </remarks>
internal sealed unsafe class FloatCaseMaker(FormInfo form)
{
    /// <summary>4 roundings × 4 precisions (for MXCSR: DAZ and FTZ) × 64 masks.</summary>
    public const int Settings = 1024;

    private const int CasesAnEncoding = 16;
    private const uint FirstPlace = NativeLayout.Area + 48;
    private const int Places = 5;

    private readonly CaseMaker _encodings = new(form);
    private readonly FloatNumbers _numbers = new(form);
    private readonly bool _keepsMemory = KeepsMemory(form);
    private NativeCase _template;
    private MadeCase _made;
    private FloatState _float;

    /// <summary>Makes the case of an index; they are asked for in order.</summary>
    public MadeCase Make(ref FuzzRandom random, int index, ref NativeCase @case)
    {
        if (_keepsMemory || index % CasesAnEncoding == 0)
        {
            MakeEncoding(ref random);
        }

        @case = _template;
        bool edges = index / Settings % 2 == 0;
        if (edges)
        {
            Set((uint)(index % Settings));
        }
        else
        {
            _float.SetControlWord((ushort)FloatOperands.ControlWord(ref random));
            _float.Mxcsr = FloatOperands.MediaControl(ref random);
        }

        FillRegisters(ref random, edges);
        fixed (FloatState* u = &_float)
        {
            NativeFloat.Write(u, @case.Float);
        }

        if (!_keepsMemory)
        {
            FillMemory(ref random, edges, @case.Area);
            FillGeneral(ref random, ref @case.Context);
        }

        return _made;
    }

    /// <summary>Control bits and images of the unit's state are what these instructions are about: the other maker knows how they look.</summary>
    private static bool KeepsMemory(FormInfo form)
        => form.Operand0.Size is OperandSize.Environment or OperandSize.Image or OperandSize.FullImage || form.Op is "ldmxcsr" or "fldcw";

    private void MakeEncoding(ref FuzzRandom random)
    {
        do
        {
            _made = _encodings.Make(ref random, ref _template);
        }
        while (_made.Shape.Memory && !IsInPlace && !random.OneIn(8));
    }

    /// <summary>Whether a memory operand is aligned and where numbers are.</summary>
    private bool IsInPlace => _made.Target >= FirstPlace && _made.Target < FirstPlace + (16 * Places) && _made.Target % 16 == 0;

    private void Set(uint setting)
    {
        uint masks = setting & FloatStatus.Exceptions;
        uint rounding = (setting >> 6) & 3;
        uint precision = (setting >> 8) & 3;
        _float.SetControlWord((ushort)(masks | (rounding << 10) | (precision << 8)));
        _float.Mxcsr = (masks << 7) | (rounding << 13) | ((precision & 1) != 0 ? Mxcsr.DenormalsAreZeros : 0) | ((precision & 2) != 0 ? Mxcsr.FlushToZero : 0);
    }

    private void FillRegisters(ref FuzzRandom random, bool edges)
    {
        Float80 value = default;
        fixed (FloatState* u = &_float)
        {
            for (int i = 0; i < FloatState.Registers; i++)
            {
                value = _numbers.Register(ref random, edges, value);
                (&u->R0 + i)->Value = value;
                (&u->Xmm0)[i] = new XmmRegister { Low = _numbers.Lane(ref random, edges), High = _numbers.Lane(ref random, edges) };
            }

            // Flags of earlier instructions, mostly such as do not wait to be handled; and mostly room for one more on the stack.
            uint flags = random.OneIn(2) ? 0 : random.Next32() & FloatStatus.Exceptions & (random.OneIn(16) ? FloatStatus.Exceptions : u->Control);
            u->SetStatusWord((ushort)((random.Next32() & 0x7F00) | flags));
            u->Mxcsr |= random.OneIn(4) ? random.Next32() & FloatStatus.Exceptions : 0;
            u->Valid = random.Next(8) switch { 0 => random.NextByte(), 1 => 0xFF, _ => (byte)~(1 << ((u->Top - 1) & 7)) };
        }
    }

    private void FillMemory(ref FuzzRandom random, bool edges, Span<byte> area)
    {
        int target = IsInPlace ? (int)(_made.Target - NativeLayout.Area) : 0;
        MemoryMarshal.Write(area[target..], _numbers.Memory(ref random, edges));
    }

    /// <summary>General registers are operands too, where no address is made of them.</summary>
    private void FillGeneral(ref FuzzRandom random, ref NativeContext context)
    {
        if (!_made.Shape.Memory && !form.Op.StartsWith("maskmov", StringComparison.Ordinal))
        {
            (context.Eax, context.Ecx, context.Edx, context.Ebx) = (random.NextOperand(), random.NextOperand(), random.NextOperand(), random.NextOperand());
            (context.Ebp, context.Esi, context.Edi) = (random.NextOperand(), random.NextOperand(), random.NextOperand());
        }
    }
}
