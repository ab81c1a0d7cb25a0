namespace GenEmu.Core.Execution;

/// <content>Stale blocks: code that patches itself usually changes an immediate, so only instructions whose bytes changed are decoded again.</content>
internal sealed unsafe partial class BlockCache
{
    private void MakeStale(Block block)
    {
        Version++;
        block.MakeStale(_direct.Stale);
        _staleFrom = block.First < _staleFrom ? block.First : _staleFrom;
        _staleTo = block.First + block.Count > _staleTo ? block.First + block.Count : _staleTo;
    }

    /// <summary>Makes a stale block what its bytes are now.</summary>
    /// <returns>Whether that could be done: not if an instruction has another length now, or ends the block where it did not, or another block has taken its place.</returns>
    private bool Repair(Block block)
    {
        if (block.Page is not { } page)
        {
            return false;
        }

        block.MakeFresh();
        if (!DecodeChanges(block))
        {
            block.MakeStale(_direct.Stale);
            return false;
        }

        page.Revive();
        _memory.KeepCode(block.Ram, block.Offset);
        return true;
    }

    private bool DecodeChanges(Block block)
    {
        byte* now = block.Ram.At(block.Offset);        // Length bytes, all on one page of it
        byte* before = block.First->Code;
        if (new ReadOnlySpan<byte>(now, block.Length).SequenceEqual(new ReadOnlySpan<byte>(before, block.Length)))
        {
            return true;
        }

        Op* last = block.First + block.Count - 1;
        bool rechoose = BlockExits.Of(last)->IsFused;        // its methods hold the operands; who patches it once does so again, so it stays as it is
        for (Op* op = block.First; op <= last; now += op->Length, op++)
        {
            if (new ReadOnlySpan<byte>(now, op->Length).SequenceEqual(new ReadOnlySpan<byte>(op->Code, op->Length)))
            {
                continue;
            }

            if (!DecodeAgain(op, now, (block.Key.Mode & DirectTable.BigCodeMode) != 0 ? CodeMode.Bits32 : CodeMode.Bits16, isLast: op == last, ref rechoose))
            {
                return false;
            }
        }

        if (rechoose)
        {
            ChooseHandlers(block, block.Key.Mode);
            BlockExits.Of(last)->IsFused = false;
        }

        return true;
    }

    private bool DecodeAgain(Op* op, byte* bytes, CodeMode size, bool isLast, ref bool rechoose)
    {
        Op changed;
        var code = new ReadOnlySpan<byte>(bytes, op->Length);
        if (Decoder.Decode(code, op->Ip, size, &changed, _features) != DecodeResult.Decoded || changed.Length != op->Length || (!isLast && Ends(&changed)))
        {
            return false;
        }

        changed.Code = op->Code;
        changed.Remaining = op->Remaining;
        changed.Direct = op->Direct;
        CheckValid(&changed);
        rechoose |= !DirectTable.ChoosesSame(op, &changed);
        code.CopyTo(new Span<byte>(op->Code, op->Length));
        *op = changed;
        if (isLast)
        {
            BlockExits.Of(op)->Forget();        // a jump may lead elsewhere
        }

        return true;
    }

    /// <summary>Forgets a block that a new one takes the place of.</summary>
    private void Replace(Block block)
    {
        Version++;
        _blocks.Remove(block.Key);
        block.Page!.Blocks.Remove(block);
        block.Page = null;
        Unlink();
    }
}
