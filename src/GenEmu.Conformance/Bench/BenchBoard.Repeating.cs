using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <content>REP INS and REP OUTS: element by element, or in the blocks that a device takes.</content>
internal sealed partial class BenchBoard
{
    private void Repeat(TrafficStep step)
    {
        ulong port = Resolve(step);
        for (int done = 0; done < step.Count;)
        {
            int moved = UsesBlocks ? MoveBlock(step, port, done) : 0;
            if (moved == 0)
            {
                Access(Element(step, port, done));
                moved = 1;
            }

            done += moved;
            Boundary();
        }
    }

    private static TrafficStep Element(TrafficStep step, ulong port, int index) => step.Kind == TrafficKind.RepeatRead
        ? TrafficStep.In((ushort)port, step.Width)
        : TrafficStep.Out((ushort)port, (uint)step.Value + (uint)index, step.Width);

    private int MoveBlock(TrafficStep step, ulong port, int done)
    {
        if (Ports.Find(port, step.Width) is not { Block: { } device } claim)
        {
            return 0;
        }

        var access = new PortAccess((ushort)port, (ushort)(port - claim.Base), (byte)step.Width, claim.Tag);
        byte[] data = new byte[(step.Count - done) * step.Width];
        int moved = 0;
        Guard(SubjectName, $"{step} in a block", () =>
        {
            if (step.Kind == TrafficKind.RepeatRead)
            {
                moved = device.ReadBlock(access, data);
            }
            else
            {
                Fill(step, done, data);
                moved = device.WriteBlock(access, data);
            }
        });
        if (moved < 0 || moved > step.Count - done)
        {
            Report(ConformanceRule.Blocks, $"{step}: the device says that it moved {moved} of {step.Count - done} elements");
            return 0;
        }

        for (int i = 0; i < moved; i++)
        {
            Transcribe(Element(step, port, done + i), Get(data.AsSpan(i * step.Width, step.Width)));
        }

        return moved;
    }

    private static void Fill(TrafficStep step, int done, byte[] data)
    {
        Span<byte> element = stackalloc byte[4];
        for (int i = 0; i < data.Length / step.Width; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(element, (uint)step.Value + (uint)(done + i));
            element[..step.Width].CopyTo(data.AsSpan(i * step.Width));
        }
    }

    private static ulong Get(ReadOnlySpan<byte> element)
    {
        Span<byte> wide = stackalloc byte[8];
        element.CopyTo(wide);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }
}
