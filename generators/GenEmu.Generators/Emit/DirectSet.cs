using GenEmu.Generators.Model;
using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>The direct handlers of one instruction, and which of them each form takes.</summary>
internal sealed class DirectSet
{
    private readonly InstructionModel _model;
    private readonly Dictionary<string, DirectGroup> _groups = new(StringComparer.Ordinal);

    private DirectSet(InstructionModel model) => _model = model;

    /// <summary>The groups of handlers, in the order of the forms that take them.</summary>
    public static EquatableArray<DirectGroup> Groups(InstructionModel model)
    {
        var set = new DirectSet(model);
        foreach (var form in model.Forms)
        {
            set.Add(form);
        }

        return new(set._groups.Values);
    }

    /// <summary>The name of a form's group, or empty if no direct handler takes it.</summary>
    public static string GroupName(string text, Form form, bool memory)
    {
        var shapes = OperandShapes.Of(form, memory);
        var isPlain = !shapes.Contains(OperandShape.Other) && shapes.Count(s => s == OperandShape.Immediate) <= 1;
        return !OperandShapes.Allows(form, memory) || !isPlain ? "" : text + string.Concat(shapes.Select(s => "_" + s));
    }

    private void Add(FormModel form)
    {
        foreach (var name in form.Handlers.Distinct())
        {
            var text = _model.Handlers.First(h => h.Name == name);
            foreach (var memory in new[] { false, true })
            {
                var group = GroupName(name, form.Form, memory);
                if (group.Length > 0 && !_groups.ContainsKey(group) && DirectSupport.Allows(text.Steps))
                {
                    _groups.Add(group, Group(group, text, OperandShapes.Of(form.Form, memory)));
                }
            }
        }
    }

    private DirectGroup Group(string name, Handler text, EquatableArray<OperandShape> shapes)
    {
        if (DirectSupport.BranchesOnCondition(text.Steps))
        {
            var conditions = Enumerable.Range(0, 16).Select(c => new DirectHandler($"{name}_c{c}", text, shapes, _model.Repeat, true, c));
            return new DirectGroup(name, DirectChoice.Condition, new(conditions));
        }

        var usesStack = DirectSupport.UsesStack(text.Steps);
        var choice = shapes.Any(OperandShapes.IsMemory)
            ? usesStack ? DirectChoice.MemoryAndStack : DirectChoice.Memory
            : usesStack ? DirectChoice.Stack : DirectChoice.None;
        return choice == DirectChoice.None
            ? new DirectGroup(name, choice, new([new DirectHandler(name, text, shapes, _model.Repeat, true, null)]))
            : new DirectGroup(name, choice, new([
                new DirectHandler(name, text, shapes, _model.Repeat, false, null), new DirectHandler(name + "_Flat", text, shapes, _model.Repeat, true, null)]));
    }
}
