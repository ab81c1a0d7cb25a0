using GenEmu.Core.Execution;
using Iced.Intel;

namespace GenEmu.Conformance.Tests.Decode;

/// <summary>Which of Iced's mnemonics an instruction of opcodes.yaml goes by.</summary>
internal sealed class MnemonicNames
{
    // Instructions of which the spec makes one text; the others are called by their mnemonic, perhaps with a word behind it.
    private static readonly Dictionary<string, Mnemonic[]> Families = new(StringComparer.Ordinal)
    {
        ["shl"] = [Mnemonic.Shl, Mnemonic.Sal],
        ["jcxz"] = [Mnemonic.Jcxz, Mnemonic.Jecxz],
        ["cbw"] = [Mnemonic.Cbw, Mnemonic.Cwde],
        ["cwd"] = [Mnemonic.Cwd, Mnemonic.Cdq],
        ["xlat"] = [Mnemonic.Xlatb],
        ["nop"] = [Mnemonic.Nop, Mnemonic.Reservednop],
        ["ud"] = [Mnemonic.Ud0, Mnemonic.Ud1, Mnemonic.Ud2],
        ["pusha"] = [Mnemonic.Pusha, Mnemonic.Pushad],
        ["popa"] = [Mnemonic.Popa, Mnemonic.Popad],
        ["pushf"] = [Mnemonic.Pushf, Mnemonic.Pushfd],
        ["popf"] = [Mnemonic.Popf, Mnemonic.Popfd],
        ["iret"] = [Mnemonic.Iret, Mnemonic.Iretd],
        ["ret far"] = [Mnemonic.Retf],
        ["ret far n"] = [Mnemonic.Retf],
        ["lds"] = [Mnemonic.Lds, Mnemonic.Les, Mnemonic.Lfs, Mnemonic.Lgs, Mnemonic.Lss],
        ["movs"] = [Mnemonic.Movsb, Mnemonic.Movsw, Mnemonic.Movsd],
        ["cmps"] = [Mnemonic.Cmpsb, Mnemonic.Cmpsw, Mnemonic.Cmpsd],
        ["scas"] = [Mnemonic.Scasb, Mnemonic.Scasw, Mnemonic.Scasd],
        ["lods"] = [Mnemonic.Lodsb, Mnemonic.Lodsw, Mnemonic.Lodsd],
        ["stos"] = [Mnemonic.Stosb, Mnemonic.Stosw, Mnemonic.Stosd],
        ["ins"] = [Mnemonic.Insb, Mnemonic.Insw, Mnemonic.Insd],
        ["outs"] = [Mnemonic.Outsb, Mnemonic.Outsw, Mnemonic.Outsd],
    };

    private readonly Dictionary<(int Form, Mnemonic Mnemonic), bool> _known = [];

    /// <param name="form">The form's index in <see cref="InstructionTable.Forms"/>.</param>
    /// <param name="mnemonic">What Iced says.</param>
    public bool Agree(int form, Mnemonic mnemonic)
    {
        if (!_known.TryGetValue((form, mnemonic), out bool agree))
        {
            _known.Add((form, mnemonic), agree = Decide(InstructionTable.Forms[form].Op, mnemonic));
        }

        return agree;
    }

    private static bool Decide(string op, Mnemonic mnemonic)
    {
        if (Families.TryGetValue(op, out Mnemonic[]? family))
        {
            return family.Contains(mnemonic);
        }

        string name = mnemonic.ToString();
        string word = op.Split(' ')[0];
        if (word.Contains('/', StringComparison.Ordinal))
        {
            return word.Split('/').Contains(name, StringComparer.OrdinalIgnoreCase);
        }

        return word.EndsWith("cc", StringComparison.Ordinal)
            ? name.StartsWith(word[..^2], StringComparison.OrdinalIgnoreCase)
            : name.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
