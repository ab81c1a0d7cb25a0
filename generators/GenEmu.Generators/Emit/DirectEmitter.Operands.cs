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
            Probe(slot, load.Bytes, load.ForWrite, load.Span);
        }

        var value = _handler.Shapes[slot] switch
        {
            var shape when shape.IsMemory() => Narrow($"*({ValueWriter.Unsigned(load.Bytes)}*){Pointer(slot)}", load.Bytes),
            OperandShape.Register => Narrow($"*({ValueWriter.Unsigned(load.Bytes)}*)((byte*)c + o->Register{slot})", load.Bytes),
            _ => load.Bytes switch { 1 => "(uint)(byte)o->Immediate", 2 => "(uint)(ushort)o->Immediate", 4 => "(uint)o->Immediate", _ => "o->Immediate" },
        };
        var declaration = _declared.Contains(slot) ? "" : load.Bytes == 8 ? "ulong " : "uint ";
        _code.Mapped(load.Span, $"{declaration}{ValueWriter.Slot(slot)} = {value};");
    }

    private void EmitStore(Step.Store store)
    {
        if (!_handler.Shapes[store.Slot].IsMemory())
        {
            Effect(store.Span, StoreRegister($"o->Register{store.Slot}", store.Bytes, store.Value));
            return;
        }

        Probe(store.Slot, store.Bytes, write: true, store.Span);
        Effect(store.Span, $"*({ValueWriter.Unsigned(store.Bytes)}*){Pointer(store.Slot)} = {_values.Cut(store.Value, store.Bytes)};");
    }

    /// <summary>A 32-bit register write clears the upper half.</summary>
    private string StoreRegister(string offset, int bytes, Value value) =>
        $"*({(bytes == 4 ? "ulong" : ValueWriter.Unsigned(bytes))}*)((byte*)c + {offset}) = {_values.Cut(value, bytes)};";

    private void Probe(int slot, int bytes, bool write, SourceSpan span)
    {
        if (!_probed.Add(slot))
        {
            return;
        }

        var access = write || _stored.Contains(slot) ? "Write" : "Read";
        _code.Mapped(span, $"byte* {Pointer(slot)} = Direct.{access}({_values.Place(slot)}, {bytes});");
        _code.Line($"if ({Pointer(slot)} == null) {Leave}");
    }

    private static string Pointer(int slot) => "at" + slot.ToString(CultureInfo.InvariantCulture);

    private static string Narrow(string load, int bytes) => bytes < 4 ? "(uint)" + load : load;
}
