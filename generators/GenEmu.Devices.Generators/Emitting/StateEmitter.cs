using GenEmu.Devices.Generators.Model;

namespace GenEmu.Devices.Generators.Emitting;

/// <summary>Writes <c>IStateful</c>.</summary>
internal static class StateEmitter
{
    public static void Emit(SourceWriter writer, DeviceModel model)
    {
        writer.Line();
        writer.Line($"int {Names.Stateful}.StateVersion => {model.Version};");
        EmitSave(writer, model);
        EmitLoad(writer, model);
        if (model.State.Any(state => state.IsArray))
        {
            EmitLoadArray(writer);
        }
    }

    private static void EmitSave(SourceWriter writer, DeviceModel model)
    {
        writer.Line();
        writer.Open($"void {Names.Stateful}.Save({Names.StateWriter} writer)");
        foreach (StateModel state in model.State)
        {
            writer.Line($"writer.{(state.IsArray ? "WriteArray" : "Write")}<{state.Type}>({Names.Literal(state.Name)}, this.{state.Member});");
        }

        writer.Close();
    }

    private static void EmitLoad(SourceWriter writer, DeviceModel model)
    {
        writer.Line();
        writer.Open($"void {Names.Stateful}.Load({Names.StateReader} reader, int version)");
        writer.Open($"if (version is < 1 or > {model.Version})");
        writer.Line($"throw new {Names.InvalidData}($\"state of version {{version}}; this device reads versions 1 to {model.Version}\");");
        writer.Close();
        writer.Line();
        foreach (StateModel state in model.State)
        {
            string name = Names.Literal(state.Name);
            string load = state.IsArray
                ? $"__LoadArray<{state.Type}>(reader, {name}, this.{state.Member});"
                : $"this.{state.Member} = reader.Read<{state.Type}>({name});";
            if (model.Version == 1)
            {
                writer.Line(load);
                continue;
            }

            // Only a file of an older version may lack a value; what it lacks keeps its value from the last reset.
            writer.Open($"if (version == {model.Version} || reader.Contains({name}))");
            writer.Line(load);
            writer.Close();
        }

        if (model.Load is { } hook)
        {
            writer.Line($"{hook.Method}({(hook.TakesArgument ? "version" : "")});");
        }

        writer.Close();
    }

    private static void EmitLoadArray(SourceWriter writer)
    {
        writer.Line();
        writer.Line($"private static void __LoadArray<T>({Names.StateReader} reader, string name, T[] target)");
        writer.Open("    where T : unmanaged");
        writer.Line("T[] values = reader.ReadArray<T>(name);");
        writer.Open("if (values.Length != target.Length)");
        writer.Line($"throw new {Names.InvalidData}($\"'{{name}}' has {{values.Length}} elements in the file and {{target.Length}} in this device\");");
        writer.Close();
        writer.Line();
        writer.Line("global::System.Array.Copy(values, target, values.Length);");
        writer.Close();
    }
}
