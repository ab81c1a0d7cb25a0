using GenEmu.Devices.Generators.Model;

namespace GenEmu.Devices.Generators.Emitting;

/// <summary>Writes the access interfaces: a switch on the claim's tag, then on the offset and, where a claim has several widths, the width.</summary>
internal static class DispatchEmitter
{
    public static void Emit(SourceWriter writer, DeviceModel model)
    {
        foreach (AddressSpace space in new[] { AddressSpace.Port, AddressSpace.Mmio })
        {
            foreach (bool isAsync in new[] { false, true })
            {
                if (model.Claims.Any(claim => claim.Space == space && claim.IsAsync == isAsync))
                {
                    EmitMethod(writer, model, space, isAsync, isRead: true);
                    EmitMethod(writer, model, space, isAsync, isRead: false);
                }
            }

            EmitWidening(writer, model, space);
        }
    }

    private static void EmitMethod(SourceWriter writer, DeviceModel model, AddressSpace space, bool isAsync, bool isRead)
    {
        writer.Line();
        writer.Open(Signature(space, isAsync, isRead));
        (int Tag, ClaimModel Claim, HandlerModel[] Handlers)[] claims =
        [
            .. model.Claims
                .Select((claim, tag) => (tag, claim, claim.Handlers.Where(handler => handler.IsRead == isRead).ToArray()))
                .Where(entry => entry.claim.Space == space && entry.claim.IsAsync == isAsync && entry.Item3.Length > 0),
        ];
        if (claims.Length > 0)
        {
            writer.Open("switch (access.Tag)");
            foreach ((int tag, ClaimModel claim, HandlerModel[] handlers) in claims)
            {
                writer.Indent($"case {tag}:");
                EmitClaim(writer, claim, handlers, isRead);
                writer.Outdent();
            }

            writer.Close();
            writer.Line();
        }

        EmitNothingThere(writer, space, isAsync, isRead);
        writer.Close();
    }

    private static string Signature(AddressSpace space, bool isAsync, bool isRead)
    {
        string value = Names.Value(space);
        string result = (isAsync, isRead) switch
        {
            (false, true) => value,
            (false, false) => "void",
            (true, true) => $"{Names.ValueTask}<{value}>",
            (true, false) => Names.ValueTask,
        };
        string name = $"{(isRead ? "Read" : "Write")}{Names.SpaceName(space)}{(isAsync ? "Async" : "")}";
        string parameters = $"{Names.Access(space)} access{(isRead ? "" : $", {value} value")}{(isAsync ? $", {Names.CancellationToken} cancellationToken" : "")}";
        return $"{result} {Names.Interface(space, isAsync)}.{name}({parameters})";
    }

    private static void EmitNothingThere(SourceWriter writer, AddressSpace space, bool isAsync, bool isRead)
    {
        string value = Names.Value(space);
        if (isRead)
        {
            writer.Line("// No method answers: nothing drives the bus, and an undriven bus reads as ones.");
            writer.Line(isAsync ? $"return new {Names.ValueTask}<{value}>({value}.MaxValue);" : $"return {value}.MaxValue;");
            return;
        }

        writer.Line("// No method takes it: nothing listens to the bus, and the value is lost.");
        if (isAsync)
        {
            writer.Line("return default;");
        }
    }

    private static void EmitClaim(SourceWriter writer, ClaimModel claim, HandlerModel[] handlers, bool isRead)
    {
        // A method that answers every access to the claim needs no further choice.
        if (handlers.Length == 1 && handlers[0].Start == claim.Start && handlers[0].End == claim.End && handlers[0].Width == claim.Widths)
        {
            EmitCall(writer, claim, handlers[0], isRead);
            return;
        }

        bool severalWidths = (claim.Widths & (claim.Widths - 1)) != 0;
        writer.Open(severalWidths ? "switch ((access.Offset, access.Width))" : "switch (access.Offset)");
        foreach (HandlerModel handler in handlers)
        {
            string offset = Pattern(handler.Start - claim.Start, handler.Last - claim.Start);
            writer.Indent(severalWidths ? $"case ({offset}, {handler.Width}):" : $"case {offset}:");
            EmitCall(writer, claim, handler, isRead);
            writer.Outdent();
        }

        writer.Close();
        writer.Line();
        writer.Line("break;");
    }

    private static string Pattern(long first, long last) => first == last ? $"{first}" : first == 0 ? $"<= {last}" : $">= {first} and <= {last}";

    private static void EmitCall(SourceWriter writer, ClaimModel claim, HandlerModel handler, bool isRead)
    {
        string call = $"{handler.Method}({string.Join(", ", Arguments(claim, handler))})";
        string value = Names.Value(claim.Space);
        bool widen = Names.Value(handler.Width) != value;
        switch (claim.IsAsync, handler.IsAsync, isRead)
        {
            case (true, true, true):
                writer.Line($"return {(widen ? $"__{Names.SpaceName(claim.Space)}Answer({call})" : call)};");
                break;
            case (true, false, true):
                writer.Line($"return new {Names.ValueTask}<{value}>({call});");
                break;
            case (false, _, true) or (true, true, false):
                writer.Line($"return {call};");
                break;
            default:
                writer.Line($"{call};");
                writer.Line($"return{(claim.IsAsync ? " default" : "")};");
                break;
        }
    }

    private static IEnumerable<string> Arguments(ClaimModel claim, HandlerModel handler)
    {
        if (handler.TakesOffset)
        {
            long shift = handler.Start - claim.Start;
            yield return shift == 0 ? "(int)access.Offset" : $"(int)(access.Offset - {shift})";
        }

        if (!handler.IsRead)
        {
            yield return Names.Value(handler.Width) == Names.Value(claim.Space) ? "value" : $"unchecked(({Names.Value(handler.Width)})value)";
        }

        if (handler.TakesToken)
        {
            yield return "cancellationToken";
        }
    }

    // An answer that is already there is handed on without a state machine, so it allocates nothing.
    private static void EmitWidening(SourceWriter writer, DeviceModel model, AddressSpace space)
    {
        string wide = Names.Value(space);
        string name = $"__{Names.SpaceName(space)}Answer";
        IEnumerable<string> narrow = model.Claims
            .Where(claim => claim.Space == space && claim.IsAsync)
            .SelectMany(claim => claim.Handlers)
            .Where(handler => handler.IsRead && handler.IsAsync)
            .Select(handler => Names.Value(handler.Width))
            .Where(type => type != wide)
            .Distinct();
        foreach (string type in narrow)
        {
            writer.Line();
            writer.Open($"private static {Names.ValueTask}<{wide}> {name}({Names.ValueTask}<{type}> answer)");
            writer.Line($"return answer.IsCompletedSuccessfully ? new {Names.ValueTask}<{wide}>(answer.Result) : Wait(answer);");
            writer.Line();
            writer.Line($"static async {Names.ValueTask}<{wide}> Wait({Names.ValueTask}<{type}> answer) => await answer;");
            writer.Close();
        }
    }
}
