using System.Buffers.Binary;
using GenEmu.Core.Float;
using GenEmu.Core.Units;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>The units' state as Linux hands it to a 32-bit signal handler and takes it back from it: an FSAVE image, from which it takes the x87, and behind it an FXSAVE image, from which it takes SSE.</summary>
/// <remarks>Zeros where the kernel would look for a header of XSAVE's say that there is none: then the two images are all.</remarks>
internal static unsafe class NativeFloat
{
    public const int Length = FullAt + 512;

    /// <summary>Where the x87's status word is.</summary>
    public const int StatusAt = 4;

    private const int TagAt = 8;
    private const int RegistersAt = 28;
    private const int RegisterLength = 10;
    private const int FullAt = 112;
    private const int MxcsrAt = FullAt + 24;
    private const int StackAt = FullAt + 32;
    private const int XmmAt = FullAt + 160;
    private const int XmmLength = 16;

    private static readonly string[] Words = ["control word", "status word", "tag word"];

    public static void Write(FloatState* u, Span<byte> image)
    {
        image.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(image, u->Control);
        BinaryPrimitives.WriteUInt32LittleEndian(image[4..], u->StatusWord);
        BinaryPrimitives.WriteUInt32LittleEndian(image[8..], u->TagWord);
        Span<byte> full = image[FullAt..];
        BinaryPrimitives.WriteUInt16LittleEndian(full, u->Control);
        BinaryPrimitives.WriteUInt16LittleEndian(full[2..], u->StatusWord);
        full[4] = u->Valid;
        BinaryPrimitives.WriteUInt32LittleEndian(image[MxcsrAt..], u->Mxcsr);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            X87Register* register = &u->R0 + ((u->Top + i) & 7);
            new ReadOnlySpan<byte>(register, RegisterLength).CopyTo(image[(RegistersAt + (i * RegisterLength))..]);
            new ReadOnlySpan<byte>(register, RegisterLength).CopyTo(image[(StackAt + (i * XmmLength))..]);
            new ReadOnlySpan<byte>(&u->Xmm0 + i, XmmLength).CopyTo(image[(XmmAt + (i * XmmLength))..]);
        }
    }

    public static void Read(ReadOnlySpan<byte> image, FloatState* u)
    {
        u->SetControlWord(BinaryPrimitives.ReadUInt16LittleEndian(image));
        u->SetStatusWord(BinaryPrimitives.ReadUInt16LittleEndian(image[4..]));
        u->SetTagWord(BinaryPrimitives.ReadUInt16LittleEndian(image[8..]));
        u->Mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(image[MxcsrAt..]);
        (u->InstructionPointer, u->DataPointer, u->LastOpcode, u->InstructionSegment, u->DataSegment) = (0, 0, 0, 0, 0);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            X87Register* register = &u->R0 + ((u->Top + i) & 7);
            image.Slice(RegistersAt + (i * RegisterLength), RegisterLength).CopyTo(new Span<byte>(register, RegisterLength));
            image.Slice(XmmAt + (i * XmmLength), XmmLength).CopyTo(new Span<byte>(&u->Xmm0 + i, XmmLength));
        }
    }

    public static uint Mxcsr(ReadOnlySpan<byte> image) => BinaryPrimitives.ReadUInt32LittleEndian(image[MxcsrAt..]);

    /// <summary>ST(<paramref name="number"/>).</summary>
    public static Float80 Stack(ReadOnlySpan<byte> image, int number)
    {
        ReadOnlySpan<byte> register = image[(RegistersAt + (number * RegisterLength))..];
        return new(BinaryPrimitives.ReadUInt64LittleEndian(register), BinaryPrimitives.ReadUInt16LittleEndian(register[8..]));
    }

    /// <summary>Whether ST(<paramref name="number"/>) is empty, by the tag word, which counts physical registers.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> image, int number)
    {
        int top = (BinaryPrimitives.ReadUInt16LittleEndian(image[StatusAt..]) >> 11) & 7;
        return ((BinaryPrimitives.ReadUInt16LittleEndian(image[TagAt..]) >> (2 * ((top + number) & 7))) & 3) == 3;
    }

    /// <summary>Whether <see cref="Differences"/> would find none.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> silicon, ReadOnlySpan<byte> result)
    {
        for (int i = 0; i < Words.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(silicon[(4 * i)..]) != BinaryPrimitives.ReadUInt16LittleEndian(result[(4 * i)..]))
            {
                return false;
            }
        }

        return silicon.Slice(RegistersAt, FloatState.Registers * RegisterLength).SequenceEqual(result.Slice(RegistersAt, FloatState.Registers * RegisterLength))
            && silicon.Slice(MxcsrAt, 4).SequenceEqual(result.Slice(MxcsrAt, 4))
            && silicon.Slice(XmmAt, FloatState.Registers * XmmLength).SequenceEqual(result.Slice(XmmAt, FloatState.Registers * XmmLength));
    }

    /// <summary>What differs in two states. Of the status word, <paramref name="undefined"/> bits are not compared; the pointers are not at all, because makers differ.</summary>
    public static IEnumerable<string> Differences(byte[] silicon, byte[] result, uint undefined)
    {
        for (int i = 0; i < Words.Length; i++)
        {
            uint mask = i == 1 ? 0xFFFF & ~undefined : 0xFFFF;
            (uint s, uint r) = (BinaryPrimitives.ReadUInt32LittleEndian(silicon.AsSpan(4 * i)) & mask, BinaryPrimitives.ReadUInt32LittleEndian(result.AsSpan(4 * i)) & mask);
            if (s != r)
            {
                yield return $"{Words[i]} is {r:X4}, silicon has {s:X4}";
            }
        }

        for (int i = 0; i < FloatState.Registers; i++)
        {
            if (Different(silicon, result, RegistersAt + (i * RegisterLength), RegisterLength) is { } difference)
            {
                yield return $"ST{i} {difference}";
            }
        }

        if (Different(silicon, result, MxcsrAt, 4) is { } mxcsr)
        {
            yield return $"MXCSR {mxcsr}";
        }

        for (int i = 0; i < FloatState.Registers; i++)
        {
            if (Different(silicon, result, XmmAt + (i * XmmLength), XmmLength) is { } difference)
            {
                yield return $"XMM{i} {difference}";
            }
        }
    }

    /// <summary>The state in words, for messages.</summary>
    public static string Describe(ReadOnlySpan<byte> image)
    {
        string registers = "";
        for (int i = 0; i < FloatState.Registers; i++)
        {
            registers += $" ST{i}={Hex(image.Slice(RegistersAt + (i * RegisterLength), RegisterLength))}";
        }

        for (int i = 0; i < FloatState.Registers; i++)
        {
            registers += $" XMM{i}={Hex(image.Slice(XmmAt + (i * XmmLength), XmmLength))}";
        }

        return $"FCW={Hex(image[..2])} FSW={Hex(image.Slice(4, 2))} FTW={Hex(image.Slice(8, 2))} MXCSR={Hex(image.Slice(MxcsrAt, 4))}{registers}";
    }

    private static string? Different(byte[] silicon, byte[] result, int at, int length)
    {
        ReadOnlySpan<byte> s = silicon.AsSpan(at, length);
        ReadOnlySpan<byte> r = result.AsSpan(at, length);
        return s.SequenceEqual(r) ? null : $"is {Hex(r)}, silicon has {Hex(s)}";
    }

    /// <summary>Most significant byte first.</summary>
    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        byte[] reversed = bytes.ToArray();
        Array.Reverse(reversed);
        return Convert.ToHexString(reversed);
    }
}
