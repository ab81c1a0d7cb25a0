using GenEmu.Spec;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>
/// Writes what an op does as a method that a fused run of ops inlines: its operands are parameters, which the run fills by their names. It returns false
/// where the op must be left to its handler; then nothing of it has happened.
/// </summary>
internal sealed class FusedEmitter
{
    private readonly CodeWriter _body;
    private readonly DirectHandler _handler;
    private readonly FusedValueWriter _values;
    private readonly Step[] _all;

    private FusedEmitter(DirectHandler handler, string path, int line)
    {
        _body = new CodeWriter(path, line);
        _handler = handler;
        _values = new FusedValueWriter(handler.Shapes, handler.Condition);
        _all = [.. handler.Text.Steps.SelectMany(s => s.All())];
    }

    /// <summary>Whether a handler's text has such a form: integer operands in registers, flat memory and the instruction, and nothing that goes elsewhere.</summary>
    public static bool Allows(DirectHandler handler) =>
        handler is { WritesFlags: true, IsDevice: false, Repeat: RepeatKind.None } && (handler.Flat || !handler.Shapes.Any(s => s.IsMemory()))
        && handler.Shapes.All(s => s is OperandShape.Register or OperandShape.Memory or OperandShape.Immediate)
        && handler.Text.Steps.SelectMany(s => s.All()).All(Allows) && (!DirectSupport.UsesStack(handler.Text.Steps) || AllowsStack(handler));

    /// <summary>Writes the method.</summary>
    public static void Emit(CodeWriter code, DirectHandler handler, string path, int line)
    {
        var emitter = new FusedEmitter(handler, path, line);
        emitter.EmitBody();
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        code.Open($"internal static bool {handler.Name}({string.Join(", ", emitter.Parameters())})");
        foreach (var text in emitter._body.ToString().Split(['\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            code.Line(text.Trim());
        }

        code.Line("return true;");
        code.Close();
    }

    /// <summary>A push or pop in a flat stack, as the first thing that has an effect, and beside no memory operand, whose address a pop would change.</summary>
    private static bool AllowsStack(DirectHandler handler) =>
        handler.Flat && !handler.Shapes.Any(s => s.IsMemory())
        && !handler.Text.Steps.TakeWhile(s => s is not Step.Invoke { Intrinsic.Name: "Push" or "Pop" }).Any(s => s is Step.Store or Step.SetRegister or Step.SetFlags or Step.Branch);

    private static bool Allows(Step step) => step switch
    {
        Step.Load l => l.Bytes <= 4,
        Step.Store s => s.Bytes <= 4,
        Step.Invoke i => i.Intrinsic.Name is "CheckRead" or "CheckWrite" or "Raise" or "CheckPush" or "CheckPop" or "Push" or "Pop",
        Step.SetRegister s => s.Register.Width <= 32,
        Step.SetCount or Step.Fetch => false,
        _ => true,
    } && step.Values().SelectMany(v => v.All()).All(Allows);

    private static bool Allows(Value value) => value switch
    {
        Value.Count or Value.NextIp or Value.Selector => false,
        Value.Register r => r.Width <= 32,
        Value.Query q => q.Intrinsic.Name == "Address",
        _ => value.Type != GenEmu.Spec.Semantics.ValueType.Vector,
    };

    private IEnumerable<string> Parameters()
    {
        yield return "VcpuState* c";
        for (var slot = 0; slot < _handler.Shapes.Count; slot++)
        {
            var number = ValueWriter.Number(slot);
            yield return _handler.Shapes[slot] switch
            {
                OperandShape.Register => $"ref uint r{number}, int s{number}",
                OperandShape.Memory => $"uint m{number}",
                _ => $"ulong i{number}",
            };
        }

        foreach (var register in _values.Registers)
        {
            yield return $"ref uint {register}";
        }

        yield return "ref ulong result";
        yield return "ref ulong carries";
    }

    private void EmitBody()
    {
        for (var slot = 0; slot < _handler.Shapes.Count; slot++)
        {
            EmitProbe(slot);
        }

        foreach (var load in _all.OfType<Step.Load>().GroupBy(l => l.Slot).Select(g => g.First()))
        {
            _body.Line($"uint {ValueWriter.Slot(load.Slot)} = 0;");
        }

        EmitSteps(_handler.Text.Steps);
    }

    /// <summary>A memory operand must be plain RAM on one page, whether the text comes to it or not: to leave is always right.</summary>
    private void EmitProbe(int slot)
    {
        var stores = _all.OfType<Step.Store>().Where(s => s.Slot == slot).Select(s => s.Bytes).ToArray();
        var loads = _all.OfType<Step.Load>().Where(l => l.Slot == slot).Select(l => l.Bytes).ToArray();
        if (_handler.Shapes[slot] != OperandShape.Memory || stores.Length + loads.Length == 0)
        {
            return;
        }

        var number = ValueWriter.Number(slot);
        EmitAccess("at" + number, "page" + number, "m" + number, stores.Concat(loads).Max(), write: stores.Length > 0);
    }

    private void EmitTop(string linear, int bytes, bool write)
    {
        _body.Line($"uint topLinear = {linear};");
        EmitAccess("top", "topPage", "topLinear", bytes, write);
    }

    private void EmitAccess(string name, string page, string linear, int bytes, bool write)
    {
        _body.Line($"TlbEntry* {page} = Direct.Page(c, {linear});");
        _body.Line($"if (!Direct.May{(write ? "Write" : "Read")}({page}, {linear}, {ValueWriter.Number(bytes)})) {{ return false; }}");
        _body.Line($"byte* {name} = Direct.Host({page}, {linear});");
    }

    private void EmitSteps(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            EmitStep(step);
        }
    }

    private void EmitStep(Step step)
    {
        switch (step)
        {
            case Step.Load load:
                _body.Line($"{ValueWriter.Slot(load.Slot)} = {Operand(load.Slot, load.Bytes)};");
                break;
            case Step.Store store when _handler.Shapes[store.Slot] == OperandShape.Memory:
                _body.Line($"*({ValueWriter.Unsigned(store.Bytes)}*)at{ValueWriter.Number(store.Slot)} = {_values.Cut(store.Value, store.Bytes)};");
                break;
            case Step.Store store:
                var number = ValueWriter.Number(store.Slot);
                _body.Line(Assign("r" + number, store.Bytes * 8, "s" + number, store.Value));
                break;
            case Step.SetRegister set:
                _body.Line(Assign(_values.Parameter(set.Register), set.Register.Width, FusedValueWriter.IsHigh(set.Register) ? "8" : "0", set.Value));
                break;
            case Step.Declare d:
                _body.Line($"{ValueWriter.TypeName(d.Local.Type)} {ValueWriter.Name(d.Local)} = {_values.Write(d.Value, d.Local.Type)};");
                break;
            case Step.SetLocal s:
                _body.Line($"{ValueWriter.Name(s.Local)} = {_values.Write(s.Value, s.Local.Type)};");
                break;
            case Step.SetFlags f when FlagWriter.Write(f, _values, "result", "carries") is { } statement:
                _body.Line(statement);
                break;
            case Step.Invoke { Intrinsic.Name: "Raise" }:
                _body.Line("return false;");
                break;
            case Step.Invoke { Intrinsic.Name: "Push" } push:
                EmitTop($"{_values.StackPointer} - {ValueWriter.Number(push.OperandSize)}u", push.OperandSize, write: true);
                _body.Line($"*({ValueWriter.Unsigned(push.OperandSize)}*)top = {_values.Cut(push.Arguments[0].Value!, push.OperandSize)};");
                _body.Line($"{_values.StackPointer} = topLinear;");
                break;
            case Step.Invoke { Intrinsic.Name: "Pop" } pop:
                EmitTop(_values.StackPointer, pop.OperandSize, write: false);
                _body.Line($"uint {(pop.Result is { } local ? ValueWriter.Name(local) : "popped")} = (uint)*({ValueWriter.Unsigned(pop.OperandSize)}*)top;");
                _body.Line($"{_values.StackPointer} += {ValueWriter.Number(pop.OperandSize)}u;");
                break;
            case Step.Branch { IsFactOnly: false } branch:
                EmitBranch(branch);
                break;
        }
    }

    private void EmitBranch(Step.Branch branch)
    {
        _body.Open($"if ({_values.Write(branch.Condition)})");
        EmitSteps(branch.Then);
        _body.Close();
        if (branch.Else.Count > 0)
        {
            _body.Open("else");
            EmitSteps(branch.Else);
            _body.Close();
        }
    }

    private string Operand(int slot, int bytes)
    {
        var number = ValueWriter.Number(slot);
        var cut = bytes switch { 1 => "(uint)(byte)", 2 => "(uint)(ushort)", _ => "(uint)" };
        return _handler.Shapes[slot] switch
        {
            OperandShape.Memory => $"(uint)*({ValueWriter.Unsigned(bytes)}*)at{number}",
            OperandShape.Register => bytes == 1 ? $"{cut}(r{number} >> s{number})" : $"{cut}r{number}",
            _ => $"{cut}i{number}",
        };
    }

    /// <summary>Writes a register or a part of it; the value is worked out before the register changes.</summary>
    private string Assign(string register, int width, string shift, Value value) => width switch
    {
        32 => $"{register} = {_values.Cut(value, 4)};",
        16 => $"{register} = ({register} & 0xFFFF0000u) | {_values.Cut(value, 2)};",
        _ => $"{register} = ({register} & ~(0xFFu << {shift})) | ((uint){_values.Cut(value, 1)} << {shift});",
    };
}
