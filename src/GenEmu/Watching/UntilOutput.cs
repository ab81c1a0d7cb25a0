namespace GenEmu;

internal sealed class UntilOutput : Until
{
    private readonly string _channel;
    private readonly string _text;

    public UntilOutput(string channel, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentException.ThrowIfNullOrEmpty(text);
        (_channel, _text) = (channel, text);
    }

    public override string ToString() => $"'{_text}'";

    internal override IDisposable Start(Machine machine, Action matched)
    {
        var matcher = new TextMatcher(_text);
        return machine.Channel(_channel).OnOutput(value =>
        {
            if (matcher.Next(value))
            {
                matched();
            }
        });
    }
}
