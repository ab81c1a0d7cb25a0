using System.Text;

namespace GenEmu.Plugins.Pc;

/// <summary>ACPI Machine Language, as far as our tables need it (ACPI specification 6.5, chapter 20).</summary>
internal static class Aml
{
    public static byte[] Argument0 { get; } = [0x68];

    public static byte[] Local0 { get; } = [0x60];

    /// <summary>For operators whose result is only used where they stand.</summary>
    public static byte[] NoTarget { get; } = [0x00];

    public static byte[] Scope(string path, params byte[][] body) => Block([0x10], Path(path), body);

    public static byte[] Device(string name, params byte[][] body) => Block([0x5B, 0x82], Path(name), body);

    public static byte[] Name(string name, byte[] value) => [0x08, .. Path(name), .. value];

    public static byte[] Reference(string name) => Path(name);

    public static byte[] Method(string name, byte arguments, params byte[][] body) => Block([0x14], [.. Path(name), arguments], body);

    public static byte[] If(byte[] condition, params byte[][] body) => Block([0xA0], condition, body);

    public static byte[] Return(byte[] value) => [0xA4, .. value];

    public static byte[] Store(byte[] value, byte[] target) => [0x70, .. value, .. target];

    public static byte[] And(byte[] a, byte[] b, byte[] target) => [0x7B, .. a, .. b, .. target];

    public static byte[] Or(byte[] a, byte[] b, byte[] target) => [0x7D, .. a, .. b, .. target];

    public static byte[] LogicalNot(byte[] value) => [0x92, .. value];

    public static byte[] ShiftLeft(byte[] value, byte[] count, byte[] target) => [0x79, .. value, .. count, .. target];

    /// <summary>The number of the lowest bit that is set, from 1 on.</summary>
    public static byte[] FindSetRightBit(byte[] value, byte[] target) => [0x82, .. value, .. target];

    public static byte[] Decrement(byte[] variable) => [0x76, .. variable];

    /// <summary>Names a word inside a buffer.</summary>
    public static byte[] CreateWordField(byte[] buffer, int offset, string name) => [0x8B, .. buffer, .. Integer((uint)offset), .. Path(name)];

    /// <summary>Configuration registers of the PCI function whose device it stands in.</summary>
    public static byte[] PciRegion(string name, byte offset, byte length) => [0x5B, 0x80, .. Path(name), 2, .. Integer(offset), .. Integer(length)];

    /// <summary>Names the bytes of a region.</summary>
    public static byte[] ByteFields(string region, params string[] names)
        => Block([0x5B, 0x81], [.. Path(region), 0x01], [.. names.Select(name => (byte[])[.. Path(name), 8])]);

    public static byte[] Package(params byte[][] elements) => Block([0x12], [(byte)elements.Length], elements);

    public static byte[] Buffer(byte[] bytes) => Block([0x11], Integer((uint)bytes.Length), [bytes]);

    public static byte[] Integer(uint value) => value switch
    {
        0 => [0x00],
        1 => [0x01],
        <= 0xFF => [0x0A, (byte)value],
        <= 0xFFFF => [0x0B, (byte)value, (byte)(value >> 8)],
        _ => [0x0C, (byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)],
    };

    /// <summary>A compressed EISA identifier such as <c>PNP0A03</c> (section 19.3.4).</summary>
    public static byte[] EisaId(string id)
    {
        int letters = ((id[0] - '@') << 10) | ((id[1] - '@') << 5) | (id[2] - '@');
        ushort number = Convert.ToUInt16(id[3..], 16);
        return [0x0C, (byte)(letters >> 8), (byte)letters, (byte)(number >> 8), (byte)number];
    }

    /// <summary>Name segments have four characters, filled up with underscores; <c>\</c> starts at the root.</summary>
    private static byte[] Path(string path)
    {
        string root = path.StartsWith('\\') ? "\\" : "";
        string[] segments = path[root.Length..].Split('.');
        byte[] prefix = segments.Length switch { 1 => [], 2 => [0x2E], _ => [0x2F, (byte)segments.Length] };
        return [.. Encoding.ASCII.GetBytes(root), .. prefix, .. Encoding.ASCII.GetBytes(string.Concat(segments.Select(segment => segment.PadRight(4, '_'))))];
    }

    private static byte[] Block(byte[] opcode, byte[] head, byte[][] body)
    {
        byte[] contents = [.. head, .. body.SelectMany(part => part)];
        return [.. opcode, .. Length(contents.Length), .. contents];
    }

    /// <summary>PkgLength: it counts itself, and its first byte says how many follow (section 20.2.4).</summary>
    private static byte[] Length(int contents) => contents switch
    {
        < 0x3F => [(byte)(contents + 1)],
        < 0xFFE => [(byte)(0x40 | ((contents + 2) & 15)), (byte)((contents + 2) >> 4)],
        _ => [(byte)(0x80 | ((contents + 3) & 15)), (byte)((contents + 3) >> 4), (byte)((contents + 3) >> 12)],
    };
}
