using System.Globalization;

using GenEmu.Spec;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <content>Operands: a memory operand is probed at its first touch, and left to the recorded way on a miss.</content>
internal sealed partial class DirectEmitter
{
    private void EmitLoad(Step.Load load)
    {
        var slot = load.Slot;
        if (_handler.Shapes[slot].IsMemory())
        {
            Probe(slot, load.Bytes, load.ForWrite, load.Span, load.Aligned);
        }

        var value = _handler.Shapes[slot] switch
        {
            var shape when shape.IsMemory() => Narrow($"*({ValueWriter.Unsigned(load.Bytes)}*){Pointer(slot)}", load.Bytes),
            OperandShape.Stack => $"(uint)o->Register{slot}",
            OperandShape.Register or OperandShape.Mmx or OperandShape.Xmm => Narrow($"*({ValueWriter.Unsigned(load.Bytes)}*)((byte*)c + o->Register{slot})", load.Bytes),
            _ => load.Bytes switch { 1 => "(uint)(byte)o->Immediate", 2 => "(uint)(ushort)o->Immediate", 4 => "(uint)o->Immediate", _ => "o->Immediate" },
        };
        var declaration = _declared.Contains(slot) ? "" : ValueWriter.LocalType(load.Bytes) + " ";
        _code.Mapped(load.Span, $"{declaration}{ValueWriter.Slot(slot)} = {value};");
    }

    private void EmitStore(Step.Store store)
    {
        var shape = _handler.Shapes[store.Slot];
        if (!shape.IsMemory())
        {
            var offset = $"o->Register{store.Slot}";
            Effect(store.Span, shape == OperandShape.Xmm
                ? $"*({ValueWriter.Unsigned(store.Bytes)}*)((byte*)c + {offset}) = {_values.Cut(store.Value, store.Bytes)};"
                : StoreRegister(offset, store.Bytes, store.Value));
            if (shape == OperandShape.Mmx)
            {
                _code.Line($"*(ushort*)((byte*)c + {offset} + sizeof(ulong)) = 0xFFFF;");
            }

            return;
        }

        Probe(store.Slot, store.Bytes, write: true, store.Span, store.Aligned);
        Effect(store.Span, $"*({ValueWriter.Unsigned(store.Bytes)}*){Pointer(store.Slot)} = {_values.Cut(store.Value, store.Bytes)};");
    }

    /// <summary>A 32-bit register write clears the upper half.</summary>
    private string StoreRegister(string offset, int bytes, Value value) =>
        $"*({(bytes == 4 ? "ulong" : ValueWriter.Unsigned(bytes))}*)((byte*)c + {offset}) = {_values.Cut(value, bytes)};";

    private void Probe(int slot, int bytes, bool write, SourceSpan span, bool aligned = false)
    {
        if (!_probed.Add(slot))
        {
            return;
        }

        var access = write || _stored.Contains(slot) ? "Write" : "Read";
        _code.Mapped(span, aligned ? $"byte* {Pointer(slot)} = Direct.{access}Aligned({_values.Place(slot)});" : $"byte* {Pointer(slot)} = Direct.{access}({_values.Place(slot)}, {bytes});");
        _code.Line($"if ({Pointer(slot)} == null) {Leave}");
    }

    private static string Pointer(int slot) => "at" + slot.ToString(CultureInfo.InvariantCulture);

    private static string Narrow(string load, int bytes) => bytes < 4 ? "(uint)" + load : load;
}
