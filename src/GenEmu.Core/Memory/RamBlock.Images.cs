namespace GenEmu.Core.Memory;

/// <content>
/// Images. One that is taken copies nothing: its pages stay here until somebody is about to write to them. One that is put in place copies nothing either:
/// its pages come in when somebody is about to look at them. So both cost in proportion to what changed, and a fork shares what neither writes to.
/// </content>
internal sealed unsafe partial class RamBlock
{
    private RamImage? _image;
    private bool _handedOut;

    private int Pages => (int)(Size >> PageShift);

    /// <summary>Takes an image of the contents. Pages that nobody has written to since the last one are shared with that.</summary>
    /// <remarks>Who writes freely must be stopped from it, and come through <see cref="SetWritten"/> again (<see cref="TranslationCache.ProtectAll"/>).</remarks>
    public RamImage TakeImage()
    {
        FindWrites();
        RamPage?[] pages = _image?.CopyOfPages() ?? new RamPage?[Pages];
        foreach (int page in Flagged(WrittenFlag))
        {
            pages[page] = new RamPage(this, Base + ((ulong)page << PageShift));       // there are as many pages as flags
            _flags[page] = (byte)((_flags[page] & ~WrittenFlag) | SharedFlag);
        }

        return _image = new RamImage(pages);
    }

    /// <summary>The contents become those of an image. Nobody may have pointers to pages any more, nor code that was decoded from the ones that change.</summary>
    /// <param name="image">An image of as many pages.</param>
    /// <param name="changing">Told of each page that changes, before it does.</param>
    public void Become(RamImage image, Action<ulong> changing)
    {
        FindWrites();
        for (int page = 0; page < Pages; page++)
        {
            if ((_flags[page] & WrittenFlag) == 0 && _image?[page] == image[page])
            {
                continue;
            }

            changing((ulong)page << PageShift);
            KeepShared(page);
            _flags[page] = (byte)((_flags[page] & ~WrittenFlag) | AbsentFlag | (TracksDirty ? DirtyFlag : 0));
        }

        _image = image;
    }

    /// <summary>Makes every byte zero. What nobody ever wrote to is not even looked at: the host need not have committed it.</summary>
    public void Clear()
    {
        for (int page = 0; page < Pages; page++)
        {
            if (!IsUntouched(page) && Page(page).ContainsAnyExcept((byte)0))
            {
                ulong offset = (ulong)page << PageShift;
                SetWritten(offset);
                new Span<byte>(Base + offset, (int)PageSize).Clear();      // Size is a multiple of it
            }
        }
    }

    /// <summary>A page's contents, to be read.</summary>
    public ReadOnlySpan<byte> Page(int page)
        => IsUntouched(page) ? Zeros : new ReadOnlySpan<byte>(At((ulong)page << PageShift), (int)PageSize);

    private static ReadOnlySpan<byte> Zeros => new byte[(int)PageSize];

    private bool IsUntouched(int page) => (_flags[page] & (WrittenFlag | AbsentFlag)) == 0 && !_handedOut && _image?[page] is null;

    /// <summary>Somebody may write anywhere without a word: only comparing will tell where he did.</summary>
    private void HandOut()
    {
        foreach (int page in Flagged(AbsentFlag))
        {
            Fetch(page);
        }

        foreach (int page in Flagged(SharedFlag))
        {
            KeepShared(page);
        }

        _handedOut = true;
    }

    private void FindWrites()
    {
        for (int page = 0; _handedOut && page < Pages; page++)
        {
            var now = new ReadOnlySpan<byte>(Base + ((ulong)page << PageShift), (int)PageSize);
            if (!(_image?[page]?.Holds(now) ?? !now.ContainsAnyExcept((byte)0)))
            {
                _flags[page] |= WrittenFlag;
            }
        }

        _handedOut = false;
    }

    private void BeginWriting(int page)
    {
        if ((_flags[page] & AbsentFlag) != 0)
        {
            Fetch(page);
        }

        KeepShared(page);
        _flags[page] |= WrittenFlag;
    }

    /// <summary>Brings in a page that is in the image only.</summary>
    private void Fetch(int page)
    {
        var here = new Span<byte>(Base + ((ulong)page << PageShift), (int)PageSize);
        if (_image![page] is { } contents)              // a page is absent only since Become
        {
            contents.CopyTo(here);
        }
        else
        {
            here.Clear();
        }

        _flags[page] &= unchecked((byte)~AbsentFlag);
    }

    private void KeepShared(int page)
    {
        if ((_flags[page] & SharedFlag) != 0)
        {
            _image![page]!.Keep();                      // a page is shared only since TakeImage
            _flags[page] &= unchecked((byte)~SharedFlag);
        }
    }

    private List<int> Flagged(byte flag)
    {
        var pages = new List<int>();
        var flags = new ReadOnlySpan<byte>(_flags, Pages);
        for (int page = 0; page < flags.Length; page++)
        {
            if ((flags[page] & flag) != 0)
            {
                pages.Add(page);
            }
        }

        return pages;
    }
}
