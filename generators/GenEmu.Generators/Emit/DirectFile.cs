using GenEmu.Generators.Model;

namespace GenEmu.Generators.Emit;

/// <summary>The file of one instruction's direct handlers.</summary>
internal static class DirectFile
{
    /// <summary>The file, or null if the instruction has no direct handler.</summary>
    public static string? Emit(LocatedInstruction instruction)
    {
        var groups = DirectSet.Groups(instruction.Model);
        if (groups.Count == 0)
        {
            return null;
        }

        var code = new CodeWriter(instruction.Path, instruction.Line);
        FileHead.Write(code);
        code.Open("internal static unsafe partial class DirectHandlers");
        foreach (var handler in groups.SelectMany(g => g.Handlers.Concat(g.Devices)))
        {
            DirectEmitter.Emit(code, handler);
        }

        code.Close();
        return code.ToString();
    }
}
