using Iced.Intel;
using static GenEmu.Core.Tests.Paths.Structure;

namespace GenEmu.Core.Tests.Paths;

/// <summary>Every kind of instruction and event that touches memory, ports or system structures.</summary>
internal static partial class PathCases
{
    private const uint Nested = 0x4000;

    public static IReadOnlyList<PathCase> All { get; } = [.. Memory(), .. Float(), .. Vectors(), .. Strings(), .. Stacks(), .. Segments(), .. Transfers(), .. Tasks(), .. Events(), .. RealMode(), .. Virtual8086()];

    private static PathCase Kernel(string name, Action<Assembler> code, params Structure[] touches) => new(name, PathMode.Kernel, code, touches);

    private static PathCase User(string name, Action<Assembler> code, params Structure[] touches) => new($"{name}, user", PathMode.User, code, touches);

    /// <summary>A direct far CALL (9Ah) or JMP (EAh).</summary>
    private static Action<Assembler> Far(byte opcode, uint offset, ushort selector)
        => a => a.db([opcode, .. BitConverter.GetBytes(offset), .. BitConverter.GetBytes(selector)]);

    private static Action<Assembler> Raw(params byte[] code) => a => a.db(code);

    private static void FarPointer(PathWorld world, uint offset, ushort selector)
    {
        world.Dwords(PathLayout.Data, offset);
        world.Words(PathLayout.Data + 4, selector);
    }
}
