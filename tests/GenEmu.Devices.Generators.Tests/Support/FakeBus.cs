using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Ports or memory: a whole access where a claim takes the width, else ascending naturally aligned pieces.</summary>
internal sealed class FakeBus
{
    public List<FakeClaim> Claims { get; } = [];

    public IClaim Add(FakeClaim claim)
    {
        Claims.Where(claim.Overlaps).ShouldBeEmpty("a device must not overlap itself");
        Claims.Add(claim);
        return claim;
    }

    public async ValueTask<ulong> ReadAsync(ulong address, int width)
    {
        if (Find(address, width) is { } claim)
        {
            return await claim.Read(address, width) & (ulong.MaxValue >> (64 - (width * 8)));
        }

        return width == 1 ? 0xFF : await ReadAsync(address, width / 2) | (await ReadAsync(address + (ulong)(width / 2), width / 2) << (width * 4));
    }

    public async ValueTask WriteAsync(ulong address, int width, ulong value)
    {
        if (Find(address, width) is { } claim)
        {
            await claim.Write(address, width, value & (ulong.MaxValue >> (64 - (width * 8))));
        }
        else if (width > 1)
        {
            await WriteAsync(address, width / 2, value);
            await WriteAsync(address + (ulong)(width / 2), width / 2, value >> (width * 4));
        }
    }

    /// <summary>Reads from something that must answer at once.</summary>
    public ulong Read(ulong address, int width)
    {
        ValueTask<ulong> answer = ReadAsync(address, width);
        answer.IsCompleted.ShouldBeTrue("this answer must not wait");
        return answer.Result;
    }

    /// <summary>Writes to something that must take it at once.</summary>
    public void Write(ulong address, int width, ulong value)
    {
        ValueTask done = WriteAsync(address, width, value);
        done.IsCompleted.ShouldBeTrue("this write must not wait");
        done.GetAwaiter().GetResult();
    }

    private FakeClaim? Find(ulong address, int width) => address % (ulong)width != 0
        ? null
        : Claims.Where(claim => claim.Answers(address, width)).MaxBy(claim => claim.Priority);
}
