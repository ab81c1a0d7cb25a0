using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GenEmu.MachineFiles;

/// <summary>A YAML text whose errors name the file, line and column.</summary>
internal sealed class YamlSource(string name)
{
    /// <summary>Reads the only document's root; null if there is none.</summary>
    public YamlMappingNode? Read(TextReader text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException exception)
        {
            throw Error(exception.Start, exception.InnerException?.Message ?? exception.Message, exception);
        }

        if (stream.Documents.Count == 0)
        {
            return null;
        }

        return stream.Documents.Count == 1
            ? Mapping(stream.Documents[0].RootNode, "a machine file")
            : throw Error(stream.Documents[1].RootNode, "there is a second document; a machine file has one");
    }

    /// <summary>A mapping's entries. Any key that is not among the known ones is an error.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Entries(YamlNode node, string what, params string[] known)
    {
        foreach ((YamlNode key, YamlNode value) in Mapping(node, what))
        {
            string text = Text(key, "a key");
            if (known.Length > 0 && !known.Contains(text))
            {
                throw Error(key, $"'{text}' is no key of {what}; there are {string.Join(", ", known)}");
            }

            yield return (text, value);
        }
    }

    public IEnumerable<YamlNode> Items(YamlNode node, string what)
        => node as YamlSequenceNode ?? throw Error(node, $"{what} is a list; start each item with '- '");

    public string Text(YamlNode node, string what)
        => node is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Error(node, $"{what} is a text or a number");

    public int Number(YamlNode node, string what, int most)
        => int.TryParse(Text(node, what), out int value) && value >= 1 && value <= most ? value : throw Error(node, $"{what} is a whole number from 1 to {most}");

    public bool Flag(YamlNode node, string what) => Text(node, what) switch
    {
        "true" => true,
        "false" => false,
        _ => throw Error(node, $"{what} is true or false"),
    };

    public T Choice<T>(YamlNode node, string what)
        where T : struct, Enum
        => Enum.TryParse(Text(node, what), ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw Error(node, $"{what} is one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");

    /// <summary>Does something with a node whose errors are the node's.</summary>
    public void Within(YamlNode node, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is MachineConfigurationException or FormatException)
        {
            throw Error(node, exception.Message);
        }
    }

    public string Location(YamlNode node) => Location(node.Start);

    public MachineConfigurationException Error(YamlNode node, string message) => Error(node.Start, message, null);

    private MachineConfigurationException Error(Mark mark, string message, Exception? cause)
        => new($"{Location(mark)}: {message}", cause!);

    private string Location(Mark mark) => $"{name}:{mark.Line}:{mark.Column}";

    private YamlMappingNode Mapping(YamlNode node, string what)
        => node as YamlMappingNode ?? throw Error(node, $"{what} is a mapping: 'key: value', one a line");
}
