namespace GenEmu.Cli.Commands;

/// <summary>An option's value of the form <c>HEAD[,key=value...]</c>.</summary>
internal sealed class NamedValues
{
    private NamedValues(string head, IReadOnlyDictionary<string, string> values) => (Head, Values) = (head, values);

    public string Head { get; }

    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Reads an option's value.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">Its value.</param>
    /// <param name="known">The keys it takes; any if none are given.</param>
    public static NamedValues Parse(string option, string text, params string[] known)
    {
        string[] parts = text.Split(',');
        var values = new Dictionary<string, string>();
        foreach (string part in parts[1..])
        {
            int at = part.IndexOf('=');
            if (at < 1)
            {
                throw new MachineConfigurationException($"{option}: '{part}' is not of the form key=value");
            }

            string key = part[..at];
            if (known.Length > 0 && !known.Contains(key))
            {
                throw new MachineConfigurationException($"{option}: there is no key '{key}'; there is {string.Join(", ", known)}");
            }

            if (!values.TryAdd(key, part[(at + 1)..]))
            {
                throw new MachineConfigurationException($"{option}: the key '{key}' is given twice");
            }
        }

        return parts[0].Length > 0
            ? new NamedValues(parts[0], values)
            : throw new MachineConfigurationException($"{option}: '{text}' starts with nothing; a name or file comes before the first comma");
    }
}
