using System.Buffers.Binary;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Fills a world's page tables: tables and code where they are, data pages absent, read-only, the supervisor's, or somewhere else.</summary>
internal static class PageTableMaker
{
    public const int MappedPages = 0x20;

    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong User = 4;
    private const ulong AccessedDirty = 0x60;
    private const ulong PageSize = 0x80;

    public static void Fill(ref FuzzRandom random, byte[] memory, bool extended)
    {
        int size = extended ? 8 : 4;
        uint table = extended ? FuzzLayout.ExtendedPageTable : FuzzLayout.PageTable;
        if (extended)
        {
            Put(memory, FuzzLayout.PageDirectory, 8, FuzzLayout.PageTable | Present);
            Put(memory, FuzzLayout.PageTable, 8, table | Present | Writable | User);
            Put(memory, FuzzLayout.PageTable + 8, 8, Present | Writable | User | PageSize);
        }
        else
        {
            Put(memory, FuzzLayout.PageDirectory, 4, table | Present | Writable | User);
            Put(memory, FuzzLayout.PageDirectory + 4, 4, Present | Writable | User | PageSize);
        }

        for (uint page = 0; page < MappedPages; page++)
        {
            Put(memory, table + (page * (uint)size), size, Entry(ref random, page));
        }
    }

    private static ulong Entry(ref FuzzRandom random, uint page)
    {
        bool system = page * FuzzLayout.PageSize < FuzzLayout.Code;
        bool code = !system && page * FuzzLayout.PageSize <= FuzzLayout.Data;
        bool identical = page * FuzzLayout.PageSize < FuzzLayout.RamEnd;
        ulong frame = identical && !random.OneIn(16) || system || code ? page : (uint)random.Next(0x14);
        ulong rights = Present | Writable | User;
        rights &= random.OneIn(8) && !system && !code ? ~Present : ulong.MaxValue;
        rights &= random.OneIn(6) ? ~Writable : ulong.MaxValue;
        rights &= random.OneIn(6) && !code ? ~User : ulong.MaxValue;
        return (frame * FuzzLayout.PageSize) | rights | (random.Next64() & AccessedDirty);
    }

    private static void Put(byte[] memory, uint at, int size, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(memory.AsSpan((int)at));
    }
}
