using System.IO.Compression;
using System.Security.Cryptography;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Replay;

/// <summary>Recordings in files: what is wrong with one is said, and the machine stays as it was.</summary>
public sealed class RecordingFileTests
{
    private const int Flips = 10_000;
    private const int HeaderLength = 12;

    [Fact]
    public async Task Every_cut_and_every_flipped_bit_is_noticed()
    {
        byte[] file = await RecordAsync();
        for (int length = 0; length < file.Length; length += 64)
        {
            Should.Throw<RecordingException>(() => Recording.Read(file.AsMemory(0, length)));
        }

        var random = new Random(1);
        for (int i = 0; i < Flips; i++)
        {
            int at = random.Next(file.Length);
            byte good = file[at];
            file[at] ^= (byte)random.Next(1, 256);
            Should.Throw<RecordingException>(() => Recording.Read(file));
            file[at] = good;
        }

        (Machine machine, _) = ReplayRig.Create(rounds: 4);
        await using Machine owned = machine;
        machine.Replay(Recording.Read(file));
        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
    }

    /// <summary>A file with a right checksum and wrong contents, as somebody could make it: refused, diverged or replayed, but the host lives.</summary>
    [Fact]
    public async Task Nonsense_with_a_right_checksum_is_survived()
    {
        byte[] body = Decompress(await RecordAsync());
        var random = new Random(2);
        var ends = new List<string>();
        for (int i = 0; i < 200; i++)
        {
            byte[] wrong = [.. body];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                wrong[random.Next(Math.Min(body.Length, 20_000))] = (byte)random.Next(256);
            }

            (Machine victim, _) = ReplayRig.Create(hurries: true);
            await using Machine owned = victim;
            StateHash before = victim.StateHash();
            try
            {
                victim.Replay(Recording.Read(Compress(wrong)));
            }
            catch (RecordingException)
            {
                ends.Add("refused");
                victim.StateHash().DifferencesTo(before).ShouldBeEmpty();
                continue;
            }

            ends.Add((await victim.RunAsync(timeout: TimeSpan.FromMilliseconds(50))).Kind.ToString());
        }

        ends.Count(end => end == "refused").ShouldBeGreaterThan(20);
        ends.ShouldContain(nameof(MachineStopKind.ReplayDiverged));
    }

    [Fact]
    public async Task A_newer_file_another_file_and_another_clock_say_so()
    {
        byte[] file = await RecordAsync();
        byte[] newer = [.. file];
        newer[8]++;
        SHA256.HashData(newer.AsSpan(..^32)).CopyTo(newer.AsSpan(^32..));
        Should.Throw<RecordingException>(() => Recording.Read(newer)).Message.ShouldContain("format 2; this version of GenEmu knows format 1");
        Should.Throw<RecordingException>(() => Recording.Read(new byte[1000])).Message.ShouldBe("this is no recording");

        await using Machine late = Machine.Create(b =>
        {
            b.Memory("1 MiB").Add(new Guest(a => a.hlt()), "rom");
            b.Clock = b.Clock with { Start = b.Clock.Start.AddYears(1) };
        });
        Should.Throw<RecordingException>(() => late.Replay(Recording.Read(file))).Message.ShouldContain("set the clock's start");
        await using Machine other = Machine.Create(b => b.Memory("1 MiB").Add(new Guest(a => a.hlt()), "rom"));
        Should.Throw<RecordingException>(() => other.Replay(Recording.Read(file))).Message.ShouldContain("this machine has no such device");
    }

    private static async Task<byte[]> RecordAsync()
    {
        (Machine machine, _) = ReplayRig.Create(rounds: 4);
        await using Machine owned = machine;
        machine.StartRecording();
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromMicroseconds(10)), Rig.Limit);
        await machine.RunAsync();
        using var file = new MemoryStream();
        machine.EndRecording().Write(file);
        return file.ToArray();
    }

    private static byte[] Decompress(byte[] file)
    {
        using var body = new MemoryStream();
        using var compressed = new DeflateStream(new MemoryStream(file[HeaderLength..^SHA256.HashSizeInBytes]), CompressionMode.Decompress);
        compressed.CopyTo(body);
        return body.ToArray();
    }

    private static byte[] Compress(byte[] body)
    {
        using var file = new MemoryStream();
        file.Write("GEREC\r\n\u001A"u8);
        file.Write(BitConverter.GetBytes(1));
        using (var compressed = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(body);
        }

        byte[] contents = file.ToArray();
        return [.. contents, .. SHA256.HashData(contents)];
    }
}
