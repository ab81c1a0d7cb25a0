using GenEmu.Generators.Model;

namespace GenEmu.Generators.Emit;

/// <summary>The file of what one instruction's ops are in a fused run.</summary>
internal static class FusedFile
{
    /// <summary>The file, or null if the instruction cannot be part of one.</summary>
    public static string? Emit(LocatedInstruction instruction)
    {
        var handlers = DirectSet.Groups(instruction.Model).SelectMany(g => g.Handlers).Where(FusedEmitter.Allows).ToArray();
        if (handlers.Length == 0)
        {
            return null;
        }

        var code = new CodeWriter(instruction.Path, instruction.Line);
        FileHead.Write(code);
        code.Open("internal static unsafe partial class FusedOps");
        foreach (var handler in handlers)
        {
            FusedEmitter.Emit(code, handler, instruction.Path, instruction.Line);
        }

        code.Close();
        return code.ToString();
    }
}
