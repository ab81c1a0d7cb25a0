namespace GenEmu.Core.Io;

/// <summary>Every answer of a run in the order in which they entered: with it the run can be repeated without its devices (rule B20).</summary>
internal sealed class AnswerLog
{
    private readonly List<RecordedAnswer> _answers = [];

    public IReadOnlyList<RecordedAnswer> Answers => _answers;

    public void Add(in RecordedAnswer answer) => _answers.Add(answer);
}
