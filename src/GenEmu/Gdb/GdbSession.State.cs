using System.Text;
using GenEmu.Core;

namespace GenEmu.Gdb;

/// <content>Registers and memory. Addresses are linear, and go through the page tables of the selected CPU.</content>
internal sealed partial class GdbSession
{
    private string ReadRegisters()
    {
        var text = new StringBuilder();
        foreach (GdbRegister register in RegisterSet.All)
        {
            text.Append(Hex.LittleEndian(register.Get(_selected.Registers), register.Bytes));
        }

        return text.ToString();
    }

    /// <summary>Writes registers from the first on, as many as are there; one that cannot be written stays, and the others are still written.</summary>
    private string WriteRegisters(string values)
    {
        var assignments = new List<(GdbRegister Register, UInt128 Value)>();
        int at = 0;
        foreach (GdbRegister register in RegisterSet.All)
        {
            int length = 2 * register.Bytes;
            if (at == values.Length)
            {
                break;
            }

            if (at + length > values.Length || !Hex.TryLittleEndian(values.Substring(at, length), register.Bytes, out UInt128 value))
            {
                return Invalid;
            }

            assignments.Add((register, value));
            at += length;
        }

        bool done = at == values.Length;
        foreach ((GdbRegister register, UInt128 value) in done ? assignments : [])
        {
            done &= register.Get(_selected.Registers) == value || register.Set(_selected.Registers, value);
        }

        return done ? Ok : Invalid;
    }

    private string ReadRegister(string number)
        => Hex.TryNumber(number, out ulong index) && index < (ulong)RegisterSet.All.Count
            ? Hex.LittleEndian(RegisterSet.All[(int)index].Get(_selected.Registers), RegisterSet.All[(int)index].Bytes)
            : Invalid;

    private string WriteRegister(string assignment)
    {
        if (assignment.Split('=') is not [string number, string text] || !Hex.TryNumber(number, out ulong index) || index >= (ulong)RegisterSet.All.Count)
        {
            return Invalid;
        }

        GdbRegister register = RegisterSet.All[(int)index];
        return Hex.TryLittleEndian(text, register.Bytes, out UInt128 value) && register.Set(_selected.Registers, value) ? Ok : Invalid;
    }

    /// <summary>Reads memory; less than was asked for where it ends, and an error where nothing is.</summary>
    private string ReadMemory(string range)
    {
        if (!TryRange(range, out ulong address, out ulong length))
        {
            return Invalid;
        }

        byte[] bytes = new byte[Math.Min(length, PacketParser.MaxLength / 2)];
        int count = _selected.ReadLinear(address, bytes);
        return count == 0 && length > 0 ? BadAddress : Hex.Of(bytes.AsSpan(0, count));
    }

    /// <summary>Writes memory: all of it, or nothing where a part cannot be written.</summary>
    private string WriteMemory(string packet, bool isBinary)
    {
        int colon = packet.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryRange(packet[..colon], out ulong address, out ulong length))
        {
            return Invalid;
        }

        byte[] bytes = isBinary ? Encoding.Latin1.GetBytes(packet[(colon + 1)..]) : Hex.TryBytes(packet[(colon + 1)..], out byte[] read) ? read : [];
        if ((ulong)bytes.Length != length)
        {
            return Invalid;
        }

        return _selected.CanWriteLinear(address, bytes.Length) && _selected.WriteLinear(address, bytes) == bytes.Length ? Ok : BadAddress;
    }

    private static bool TryRange(string text, out ulong address, out ulong length)
    {
        (address, length) = (0, 0);
        return text.Split(',') is [string first, string count] && Hex.TryNumber(first, out address) && Hex.TryNumber(count, out length);
    }
}
