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

        if (_handler.IsDevice && _handler.Shapes[slot].IsMemory())
        {
            LeaveIf($"!DirectDevices.Read(c, o, {Pointer(slot)}Linear, {load.Bytes}, budget)", load.Span);
        }

        var value = _handler.Shapes[slot] switch
        {
            var shape when shape.IsMemory() && _handler.IsDevice => "(uint)c->DeviceData",
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
        if (_handler.IsDevice)
        {
            LeaveIf($"!DirectDevices.Write(c, o, {Pointer(store.Slot)}Linear, {_values.Cut(store.Value, store.Bytes)}, {store.Bytes}, budget)", store.Span);
            _hasEffect = true;
            return;
        }

        Effect(store.Span, $"*({ValueWriter.Unsigned(store.Bytes)}*){Pointer(store.Slot)} = {_values.Cut(store.Value, store.Bytes)};");
    }

    /// <summary>A 32-bit register write clears the upper half.</summary>
    private string StoreRegister(string offset, int bytes, Value value) =>
        bytes == 1
            ? $"Direct.SetByteRegister(c, {offset}, {_values.Cut(value, bytes)});"
            : $"*({(bytes == 4 ? "ulong" : ValueWriter.Unsigned(bytes))}*)((byte*)c + {offset}) = {_values.Cut(value, bytes)};";

    private void Probe(int slot, int bytes, bool write, SourceSpan span, bool aligned = false)
    {
        if (!_probed.Add(slot))
        {
            return;
        }

        EmitAccess(Pointer(slot), _values.Place(slot), bytes, write || _stored.Contains(slot), aligned, span);
    }

    /// <summary>Finds the host memory of an operand; what is not plain RAM on one page leaves.</summary>
    private void EmitAccess(string name, DirectPlace place, int bytes, bool write, bool aligned, SourceSpan span)
    {
        var access = write ? "Write" : "Read";
        var linear = name + "Linear";
        var page = name + "Page";
        if (place.Segment is { } segment)
        {
            _code.Mapped(span, $"uint {name}Offset = {place.Offset};");
            LeaveIf($"!Direct.Spans{access}(c, {segment}, {name}Offset, {bytes})");
            _code.Line($"uint {linear} = Direct.Linear(c, {segment}, {name}Offset);");
        }
        else
        {
            _code.Mapped(span, $"uint {linear} = {place.Offset};");
        }

        if (_handler.IsDevice)
        {
            return;
        }

        _code.Line($"TlbEntry* {page} = Direct.Page(c, {linear});");
        MissIf(aligned ? $"!Direct.May{access}Aligned({page}, {linear})" : $"!Direct.May{access}({page}, {linear}, {bytes})");
        _code.Line($"byte* {name} = Direct.Host({page}, {linear});");
    }

    private DirectPlace Stack => new(_handler.Flat ? null : "Segment.Ss", "sp");

    private static string Pointer(int slot) => "at" + slot.ToString(CultureInfo.InvariantCulture);

    private static string Narrow(string load, int bytes) => bytes < 4 ? "(uint)" + load : load;
}
