namespace GenEmu.Core.Io;

/// <summary>Gives a recording's answers at the stamps where they once entered.</summary>
internal sealed class AnswerReplay(IReadOnlyList<RecordedAnswer> answers)
{
    /// <summary>How many answers were given.</summary>
    public int Position { get; private set; }

    /// <summary>The data of the next answer.</summary>
    /// <param name="asked">The access that the guest makes now.</param>
    /// <exception cref="ReplayDivergedException">The recording has another access here, or none.</exception>
    public ulong Next(in RecordedAnswer asked)
    {
        if (Position == answers.Count)
        {
            throw new ReplayDivergedException($"The replay diverged: the guest made {asked}, where the recording has ended.");
        }

        RecordedAnswer recorded = answers[Position];
        if (!recorded.Asks(asked))
        {
            throw new ReplayDivergedException($"The replay diverged: the guest made {asked}, but the recording has {recorded}.");
        }

        Position++;
        return recorded.Data;
    }
}
