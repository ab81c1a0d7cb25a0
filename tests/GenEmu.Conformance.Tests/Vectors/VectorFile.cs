using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Reads a gzipped MOO file: chunks of a four-letter name, a length and a payload.</summary>
public static class VectorFile
{
    public static IReadOnlyList<VectorCase> Read(string path)
    {
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);

        var cases = new List<VectorCase>();
        foreach ((string name, ReadOnlyMemory<byte> payload) in Chunks(plain.ToArray()))
        {
            if (name == "TEST")
            {
                cases.Add(ReadCase(payload));
            }
        }

        return cases;
    }

    private static VectorCase ReadCase(ReadOnlyMemory<byte> test)
    {
        var result = new VectorCase(UInt32(test.Span), "", [], VectorState.Empty, VectorState.Empty, null, "");
        foreach ((string name, ReadOnlyMemory<byte> payload) in Chunks(test[4..]))
        {
            ReadOnlySpan<byte> data = payload.Span;
            result = name switch
            {
                "NAME" => result with { Name = Encoding.ASCII.GetString(data[4..]) },
                "BYTS" => result with { Bytes = data.Slice(4, (int)UInt32(data)).ToArray() },
                "INIT" => result with { Before = ReadState(payload) },
                "FINA" => result with { After = ReadState(payload) },
                "EXCP" => result with { Exception = data[0] },
                "HASH" => result with { Hash = Convert.ToHexStringLower(data) },
                _ => result,
            };
        }

        return result;
    }

    private static VectorState ReadState(ReadOnlyMemory<byte> state)
    {
        VectorState result = VectorState.Empty;
        foreach ((string name, ReadOnlyMemory<byte> payload) in Chunks(state))
        {
            result = name switch
            {
                "REGS" => result with { Registers = ReadRegisters(payload.Span) },
                "RAM " => result with { Memory = ReadMemory(payload.Span) },
                _ => result,
            };
        }

        return result;
    }

    private static ushort?[] ReadRegisters(ReadOnlySpan<byte> data)
    {
        var registers = new ushort?[14];
        int present = BinaryPrimitives.ReadUInt16LittleEndian(data);
        int at = 2;
        for (int i = 0; i < registers.Length; i++)
        {
            if ((present >> i & 1) != 0)
            {
                registers[i] = BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);
                at += 2;
            }
        }

        return registers;
    }

    private static KeyValuePair<uint, byte>[] ReadMemory(ReadOnlySpan<byte> data)
    {
        var memory = new KeyValuePair<uint, byte>[UInt32(data)];
        for (int i = 0; i < memory.Length; i++)
        {
            ReadOnlySpan<byte> entry = data[(4 + (5 * i))..];
            memory[i] = new(UInt32(entry), entry[4]);
        }

        return memory;
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Payload)> Chunks(ReadOnlyMemory<byte> data)
    {
        while (data.Length >= 8)
        {
            string name = Encoding.ASCII.GetString(data.Span[..4]);
            var length = (int)UInt32(data.Span[4..]);
            yield return (name, data.Slice(8, length));
            data = data[(8 + length)..];
        }
    }

    private static uint UInt32(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32LittleEndian(data);
}
