using System.Text;

namespace GenEmu.Spec.Yaml;

/// <summary>One instruction as written, before its forms and its text are understood.</summary>
/// <param name="Name">The mnemonic.</param>
/// <param name="Forms">The encodings.</param>
/// <param name="Lock">The place of <c>lock: true</c>, if it is there.</param>
/// <param name="Repeat">What REP does.</param>
/// <param name="Cpuid">The feature that must be present.</param>
/// <param name="Text">What the instruction does; its span starts at the first character of the first line.</param>
/// <param name="Diagnostics">What is wrong with the YAML.</param>
public sealed record InstructionSource(
    ScalarSource Name,
    EquatableArray<ScalarSource> Forms,
    SourceSpan? Lock,
    RepeatKind Repeat,
    string? Cpuid,
    ScalarSource Text,
    EquatableArray<SpecDiagnostic> Diagnostics)
{
    /// <summary>The name in C#: the words of <see cref="Name"/> joined.</summary>
    public string Identifier
    {
        get
        {
            var result = new StringBuilder();
            var upper = true;
            foreach (var c in Name.Text)
            {
                var isPart = char.IsLetterOrDigit(c);
                if (isPart)
                {
                    result.Append(upper ? char.ToUpperInvariant(c) : c);
                }

                upper = !isPart;
            }

            return result.Length == 0 || char.IsDigit(result[0]) ? "Op" + result : result.ToString();
        }
    }
}
