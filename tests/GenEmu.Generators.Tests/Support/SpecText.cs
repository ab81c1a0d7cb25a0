using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GenEmu.Generators.Tests.Support;

/// <summary>An opcodes.yaml that is not on a disk.</summary>
internal sealed class SpecText(string yaml) : AdditionalText
{
    public override string Path => "/spec/opcodes.yaml";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(yaml, System.Text.Encoding.UTF8);
}
