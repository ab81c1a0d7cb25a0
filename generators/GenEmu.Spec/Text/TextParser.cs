using GenEmu.Spec.Yaml;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenEmu.Spec.Text;

/// <summary>Parses the text with Roslyn's own parser and keeps of C# what the language allows.</summary>
public sealed class TextParser
{
    private const string Header = "class C { void M() {\n";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly ScalarSource _source;
    private readonly List<SpecDiagnostic> _diagnostics;
    private readonly SyntaxTree _tree;

    private TextParser(ScalarSource source, List<SpecDiagnostic> diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;

        // Only a whole compilation unit keeps its positions; detached statements lose them.
        _tree = CSharpSyntaxTree.ParseText(Header + source.Text + "\n}}", Options);
    }

    /// <summary>Parses a text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The statements, as far as they are part of the language.</returns>
    public static EquatableArray<Statement> Parse(ScalarSource source, List<SpecDiagnostic> diagnostics) =>
        new TextParser(source, diagnostics).Parse();

    private EquatableArray<Statement> Parse()
    {
        var errors = _tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        foreach (var error in errors)
        {
            _diagnostics.Add(new SpecDiagnostic(SpecRule.TextSyntax, Locate(error.Location.SourceSpan), error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        }

        if (errors.Length > 0)
        {
            return default;
        }

        var members = ((CompilationUnitSyntax)_tree.GetRoot()).Members;
        if (members.Count != 1 || _tree.GetRoot().ContainsDirectives
            || members[0] is not ClassDeclarationSyntax { Members: { Count: 1 } methods } || methods[0] is not MethodDeclarationSyntax { Body: { } body })
        {
            _diagnostics.Add(new SpecDiagnostic(SpecRule.TextSyntax, SourceSpan.OnLine(_source.Span.Line, _source.Span.Column, 1), "The text is a list of statements; its braces must match."));
            return default;
        }

        return Statements(body.Statements);
    }

    private EquatableArray<Statement> Statements(IEnumerable<StatementSyntax> statements) =>
        new(statements.Select(Statement).OfType<Statement>());

    private EquatableArray<Statement> Body(StatementSyntax statement) =>
        Statements(statement is BlockSyntax block ? block.Statements : [statement]);

    private Statement? Statement(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax local => Declaration(local),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } => Assignment(assignment, statement),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => Expression(call) is Expression.Call parsed
            ? new Statement.Invoke(parsed, Locate(statement.Span)) : null,
        IfStatementSyntax branch => Expression(branch.Condition) is { } condition
            ? new Statement.If(condition, Body(branch.Statement), branch.Else is { } other ? Body(other.Statement) : default, Locate(branch.Condition.Span)) : null,
        BlockSyntax block => new Statement.Block(Statements(block.Statements), Locate(block.Span)),
        EmptyStatementSyntax => null,
        _ => Outside<Statement>(statement, "This statement is not part of the language: declarations, assignments, calls, if and blocks are."),
    };

    private Statement? Declaration(LocalDeclarationStatementSyntax local)
    {
        var type = local.Declaration.Type.ToString();
        if (type is not ("var" or "uint" or "ulong" or "long" or "bool") || local.Modifiers.Count > 0 || local.Declaration.Variables.Count != 1
            || local.Declaration.Variables[0] is not { Initializer.Value: { } initializer, ArgumentList: null } variable)
        {
            return Outside<Statement>(local, "A local is declared as 'var x = e;', or with uint, ulong, long or bool; one at a time, with a value.");
        }

        return Expression(initializer) is { } value
            ? new Statement.Declare(type, variable.Identifier.ValueText, value, Locate(local.Span), Locate(variable.Identifier.Span)) : null;
    }

    private Statement? Assignment(AssignmentExpressionSyntax assignment, StatementSyntax statement)
    {
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression))
        {
            return Outside<Statement>(assignment, "Only plain assignments are part of the language, so that every read is visible.");
        }

        if (assignment.Left is not IdentifierNameSyntax target)
        {
            return Outside<Statement>(assignment.Left, "An operand, a register or a local can be assigned.");
        }

        return Expression(assignment.Right) is { } value
            ? new Statement.Assign(new Expression.Name(target.Identifier.ValueText, Locate(target.Span)), value, Locate(statement.Span)) : null;
    }

    private Expression? Expression(ExpressionSyntax expression)
    {
        var span = Locate(expression.Span);
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Expression(inner.Expression);
            case LiteralExpressionSyntax { Token.Value: bool truth }:
                return new Expression.Truth(truth, span);
            case LiteralExpressionSyntax { Token.Value: int or uint or long or ulong } literal:
                return new Expression.Number(Convert.ToUInt64(literal.Token.Value, System.Globalization.CultureInfo.InvariantCulture), span);
            case IdentifierNameSyntax name:
                return new Expression.Name(name.Identifier.ValueText, span);
            case PrefixUnaryExpressionSyntax { OperatorToken.Text: "-" or "~" or "!" } unary:
                return Expression(unary.Operand) is { } operand ? new Expression.Unary(unary.OperatorToken.Text, operand, span) : null;
            case BinaryExpressionSyntax { OperatorToken.Text: "+" or "-" or "*" or "/" or "%" or "&" or "|" or "^" or "<<" or ">>" or "==" or "!=" or "<" or "<=" or ">" or ">=" or "&&" or "||" } binary:
                return Expression(binary.Left) is { } left && Expression(binary.Right) is { } right
                    ? new Expression.Binary(binary.OperatorToken.Text, left, right, span) : null;
            case ConditionalExpressionSyntax choice:
                return Expression(choice.Condition) is { } condition && Expression(choice.WhenTrue) is { } yes && Expression(choice.WhenFalse) is { } no
                    ? new Expression.Choice(condition, yes, no, span) : null;
            case CastExpressionSyntax cast when cast.Type.ToString() is "byte" or "ushort" or "uint" or "ulong" or "long":
                return Expression(cast.Expression) is { } value ? new Expression.Cast(cast.Type.ToString(), value, span) : null;
            case InvocationExpressionSyntax call:
                return Call(call, span);
            default:
                return Outside<Expression>(expression, "This expression is not part of the language.");
        }
    }

    private Expression? Call(InvocationExpressionSyntax call, SourceSpan span)
    {
        var (target, name) = call.Expression switch
        {
            IdentifierNameSyntax simple => ("", simple),
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name: IdentifierNameSyntax member } => (owner.Identifier.ValueText, member),
            _ => ("", null),
        };
        if (name is null || call.ArgumentList.Arguments.Any(a => a.NameColon is not null || !a.RefKindKeyword.IsKind(SyntaxKind.None)))
        {
            return Outside<Expression>(call, "Intrinsics, flags.X and Alu.X can be called, with plain arguments.");
        }

        var arguments = call.ArgumentList.Arguments.Select(a => Expression(a.Expression)).ToArray();
        return Array.TrueForAll(arguments, a => a is not null)
            ? new Expression.Call(target, name.Identifier.ValueText, new(arguments!), span, Locate(call.Expression.Span)) : null;
    }

    private T? Outside<T>(SyntaxNode node, string message)
        where T : class
    {
        _diagnostics.Add(new SpecDiagnostic(SpecRule.OutsideLanguage, Locate(node.Span), message));
        return null;
    }

    /// <summary>From a place in the wrapped text to a place in the instruction.</summary>
    private SourceSpan Locate(TextSpan span)
    {
        var place = _tree.GetLineSpan(span).Span;
        return new SourceSpan(Line(place.Start), Column(place.Start), Line(place.End), Column(place.End));
    }

    private int Line(LinePosition place) => _source.Span.Line + Math.Max(0, place.Line - 1);

    private int Column(LinePosition place) => _source.Span.Column + (place.Line == 0 ? 0 : place.Character);
}
