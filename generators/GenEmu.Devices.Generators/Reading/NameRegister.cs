using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Keeps one kind of name unique in a device.</summary>
internal sealed class NameRegister(string kind, ProblemList problems)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public bool Add(string name, Location location)
    {
        if (_names.Add(name))
        {
            return true;
        }

        problems.Add(Descriptors.DuplicateName, location, kind, name);
        return false;
    }
}
