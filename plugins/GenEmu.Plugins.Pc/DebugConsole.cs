using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// The debug console of Bochs (iodev/unmapped.cc, port E9h) and QEMU (isa-debugcon): a byte written is a character printed.
/// It reads as E9h, which is how SeaBIOS (src/fw/paravirt.c) finds out at port 402h that somebody listens.
/// </summary>
[Device("genemu.debug-console", Summary = "Characters written to a port go to a channel")]
[PortBase("port", 0xE9)]
public sealed partial class DebugConsole
{
    private const byte Signature = 0xE9;

    [Parameter("channel", Summary = "the channel that gets the characters")]
    private string _channelName = "debugcon";

    private IByteChannel _channel = null!;

    [OnAttach]
    private void Attach() => _channel = Host.Channel(_channelName);

    [PortRead(Base = "port")]
    private static byte Read() => Signature;

    [PortWrite(Base = "port")]
    private void Write(byte value) => _channel.Write(value);
}
