using System.Reflection;

namespace GenEmu.Core.Execution;

/// <summary>Makes one method of each run of ops in a block that is executed often: nothing is dispatched within it, and its guest registers are the host's.</summary>
/// <remarks>
/// <para>The methods of <see cref="FusedOps"/>, which the spec's texts became, are called with an op's operands by name, and the JIT inlines them. An op that cannot be
/// done there (no plain RAM, an exception) is left, with everything before it done, to its own handler. So a run has no effects but those of its ops' handlers.</para>
/// <para>A block that jumps to itself stays in its run while the budget lasts, as its jump's handler would have it.</para>
/// </remarks>
internal sealed unsafe class BlockFuser(DirectTable handlers)
{
    /// <summary>Longer runs would use more locals than the JIT keeps in registers.</summary>
    private const int MostOps = 24;

    /// <summary>A method takes some kilobytes: a guest that makes ever more code hot gets no more than this until decoded code is forgotten.</summary>
    private const int MostMethods = 4096;

    private readonly List<Delegate> _methods = [];

    /// <summary>Whether anything of a block can be fused.</summary>
    public bool MayFuse(Op* first, int count)
    {
        int run = 0;
        for (Op* op = first; op < first + count; op++)
        {
            run = Form(op) is null ? 0 : run + 1;
            if (run == 2 || (run == 1 && IsLoop(first, count, op)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Replaces the handlers of the first ops of a block's runs.</summary>
    public void Fuse(Op* first, int count)
    {
        for (int start = 0; start < count && _methods.Count < MostMethods; start++)
        {
            int length = 0;
            while (start + length < count && length < MostOps && Form(first + start + length) is not null)
            {
                length++;
            }

            bool loops = start == 0 && length > 0 && IsLoop(first, count, first + length - 1);
            if (length > 1 || loops)
            {
                _methods.Add(new FusedRun(this, first + start, length, loops ? first + length : null).Install());
            }

            start += length;
        }
    }

    /// <summary>Forgets the methods: no block uses them any more.</summary>
    public void Clear() => _methods.Clear();

    /// <summary>What an op is in a run; null if it ends one.</summary>
    public MethodInfo? Form(Op* op) => op->AddressSize == 4 ? handlers.FusedForm((nint)op->Direct) : null;

    /// <summary>Whether the op behind this one is the block's last, and jumps to its first under a condition.</summary>
    private static bool IsLoop(Op* first, int count, Op* op)
        => op + 2 == first + count && op[1].OperandSize == 4 && op[1].Immediate == first->Ip && InstructionTable.Forms[op[1].Form].Op == "jcc";
}
