using GenEmu.Generators.Model;
using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

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
        var choice = DirectFlags.Of(text.Steps, shapes, _model.Repeat)
            | (shapes.Any(OperandShapes.IsMemory) ? DirectChoice.Memory : 0)
            | (DirectSupport.UsesStack(text.Steps) ? DirectChoice.Stack : 0)
            | (DirectSupport.UsesCondition(text.Steps) ? DirectChoice.Condition : 0);
        var handlers =
            from condition in choice.HasFlag(DirectChoice.Condition) ? Enumerable.Range(0, 16).Select(c => (int?)c) : [null]
            from flat in (choice & (DirectChoice.Memory | DirectChoice.Stack)) != 0 ? new[] { false, true } : [true]
            from isDead in choice.HasFlag(DirectChoice.Flags) ? new[] { false, true } : [false]
            let place = name + (flat && (choice & (DirectChoice.Memory | DirectChoice.Stack)) != 0 ? "_Flat" : "") + (condition is null ? "" : "_c" + condition)
            let device = _model.Repeat == RepeatKind.None && DirectSupport.MeetsDevices(text.Steps, shapes) ? place + "_Device" : ""
            select new DirectHandler(place + (isDead ? "_NoFlags" : ""), text, shapes, _model.Repeat, flat, condition, !isDead, device);
        var all = handlers.ToArray();
        return new DirectGroup(name, choice, new(all), new(all.Where(h => h.WritesFlags && h.Device.Length > 0).Select(h => h with { Name = h.Device })));
    }
}
