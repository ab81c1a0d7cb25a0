using System.CommandLine;
using System.Text.Json;
using GenEmu.Cli.Isa;
using Iced.Intel;

namespace GenEmu.Cli.Commands;

/// <summary><c>genemu isa</c>: the instruction set, what is missing of it, and what bytes mean.</summary>
internal static class IsaCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create(TextWriter output)
    {
        var missing = new Option<bool>("--missing") { Description = "List what Iced knows for the same processors and the CPU does not; status 0 if that is nothing, else 12." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("isa", "List the instruction encodings that the CPU was generated with.") { missing, json };
        command.SetAction(result => result.GetValue(missing) ? ListMissing(result.GetValue(json), output) : List(result.GetValue(json), output));
        command.Add(CreateExplain(output));
        return command;
    }

    private static Command CreateExplain(TextWriter output)
    {
        var bytes = new Argument<string[]>("bytes") { Description = "Hexadecimal bytes: \"F3 6C\".", Arity = ArgumentArity.OneOrMore };
        var command = new Command("explain", "Say what instruction bytes mean, in 16- and in 32-bit code, and where opcodes.yaml says so.") { bytes };
        command.SetAction(result => Explain(ParseBytes(string.Concat(result.GetValue(bytes) ?? [])), output));
        return command;
    }

    private static int List(bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(InstructionSet.Forms, Json));
            return ExitStatus.Success;
        }

        foreach (InstructionForm form in InstructionSet.Forms)
        {
            output.WriteLine($"{form.Instruction,-12} {form.Text,-34} {string.Join(' ', form.Words.Append(form.Feature)).TrimEnd()}".TrimEnd());
        }

        return ExitStatus.Success;
    }

    private static int ListMissing(bool json, TextWriter output)
    {
        List<ReferenceInstruction> missing = [.. Reference.All().Where(instruction => InstructionSet.Decode(instruction.Bytes, instruction.Bits) is null)];
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(missing.Select(m => new { m.Text, m.Bits, Bytes = Convert.ToHexString(m.Bytes) }), Json));
        }
        else
        {
            foreach (ReferenceInstruction instruction in missing)
            {
                output.WriteLine($"{instruction.Bits} bits: {instruction.Text}");
            }
        }

        return missing.Count == 0 ? ExitStatus.Success : ExitStatus.Incomplete;
    }

    private static int Explain(byte[] bytes, TextWriter output)
    {
        int line = 0;
        foreach (int bits in (int[])[16, 32])
        {
            if (InstructionSet.Decode(bytes, bits) is not { } decoded)
            {
                output.WriteLine($"{bits} bits: no instruction (#UD), or one that goes on beyond these bytes");
                continue;
            }

            Instruction instruction = Reference.Decode(bytes, bits);
            InstructionForm form = decoded.Form;
            string words = string.Join(' ', form.Words.Append(form.Feature)).TrimEnd();
            output.WriteLine($"{bits} bits: {instruction}  ({Convert.ToHexString(bytes.AsSpan(0, decoded.Length))})");
            output.WriteLine($"  {form.Instruction}: {form.Text}  [{words}]  opcodes.yaml:{form.Line}");
            output.WriteLine($"  operand size {decoded.OperandSize}, address size {decoded.AddressSize}, undefined flags {form.UndefinedFlags:X}h");
            line = form.Line;
        }

        if (line > 0)
        {
            output.WriteLine();
            output.WriteLine(SpecText.InstructionAt(line));
        }

        return ExitStatus.Success;
    }

    private static byte[] ParseBytes(string text)
    {
        try
        {
            return Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
        }
        catch (FormatException exception)
        {
            throw new MachineConfigurationException($"explain: '{text}' are not hexadecimal bytes; write them like F3 6C", exception);
        }
    }
}
