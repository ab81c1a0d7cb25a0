using System.Text;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A byte channel whose far end is the test.</summary>
public sealed class TestChannel : IByteChannel
{
    private readonly Queue<byte> _input = [];
    private Action? _listener;

    /// <summary>What the device sent.</summary>
    public List<byte> Output { get; } = [];

    public string Text => Encoding.Latin1.GetString([.. Output]);

    /// <summary>Input that the device has not taken yet.</summary>
    public int Waiting => _input.Count;

    /// <summary>Sends bytes to the device.</summary>
    public void Send(params ReadOnlySpan<byte> bytes)
    {
        bool wasEmpty = _input.Count == 0;
        foreach (byte value in bytes)
        {
            _input.Enqueue(value);
        }

        if (wasEmpty && bytes.Length != 0)
        {
            _listener?.Invoke();
        }
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Write(byte value) => Output.Add(value);

    public bool TryRead(out byte value) => _input.TryDequeue(out value);

    public void OnInput(Action listener) => _listener = listener;
}
