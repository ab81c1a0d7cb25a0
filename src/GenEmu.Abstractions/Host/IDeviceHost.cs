using Microsoft.Extensions.Logging;

namespace GenEmu.Abstractions;

/// <summary>A device's view of the machine it sits in. Everything but <see cref="Post"/> is for the machine's thread only.</summary>
public interface IDeviceHost
{
    /// <summary>The instance's name, unique in the machine, as messages show it.</summary>
    string Name { get; }

    /// <summary>The parameters that the machine file or the command line gives this instance.</summary>
    IDeviceConfiguration Configuration { get; }

    /// <summary>Where to log; the category is the instance's name.</summary>
    ILogger Logger { get; }

    /// <summary>The ports.</summary>
    IPortMap Ports { get; }

    /// <summary>The physical address space.</summary>
    IMemoryMap MemoryMap { get; }

    /// <summary>Guest memory, for DMA.</summary>
    IGuestMemory Memory { get; }

    /// <summary>Virtual time: the only clock a device may use.</summary>
    IVirtualClock Clock { get; }

    /// <summary>Facts about the machine that firmware interfaces pass on.</summary>
    IMachineFacts Machine { get; }

    /// <summary>The address line 20 gate: <see langword="false"/> masks bit 20 of every CPU address, as on a PC/AT. The last writer wins.</summary>
    bool A20Enabled { get; set; }

    /// <summary>A signal line by name, made at its first use. Every device that asks is one driver of it.</summary>
    /// <param name="name">For example <c>irq4</c>, <c>intr</c>, <c>nmi</c>. Names are case-sensitive.</param>
    /// <returns>This device's end of the wire.</returns>
    IWire Wire(string name);

    /// <summary>Offers a service to other devices and the host (an interrupt controller, a text screen).</summary>
    /// <typeparam name="T">The service's interface.</typeparam>
    /// <param name="service">The implementation.</param>
    void Provide<T>(T service)
        where T : class;

    /// <summary>The first service of a type that any device or the host provides.</summary>
    /// <typeparam name="T">The service's interface.</typeparam>
    /// <returns>The service, or <see langword="null"/> if nobody provides it. Complete once <see cref="IDevice.Reset"/> is called.</returns>
    T? Find<T>()
        where T : class;

    /// <summary>A stream of bytes to and from the outside: what the host bound to a name (<c>serial0</c>, <c>debugcon</c>).</summary>
    /// <param name="name">The channel's name.</param>
    /// <returns>The channel; one that swallows output and has no input where the host bound nothing.</returns>
    IByteChannel Channel(string name);

    /// <summary>A disk image that the host bound to a name (<c>floppy0</c>).</summary>
    /// <param name="name">The drive's name.</param>
    /// <returns>The image, or <see langword="null"/> for an empty drive.</returns>
    IDiskImage? Disk(string name);

    /// <summary>A file that the host bound to a name (<c>bios</c>, <c>vgabios</c>).</summary>
    /// <param name="name">The file's name to the machine.</param>
    /// <returns>Its contents, or <see langword="null"/> if none is bound.</returns>
    ReadOnlyMemory<byte>? File(string name);

    /// <summary>Asks for a reset. It is latched and acts at the boundary of the instruction that caused it, with its provenance kept.</summary>
    /// <param name="kind">What to reset.</param>
    void RequestReset(ResetKind kind);

    /// <summary>Asks the machine to stop, as a power button or a debug-exit port does; acts at the same boundary as a reset would.</summary>
    /// <param name="exitCode">The process exit status that a command-line host uses, 0 to 255.</param>
    /// <param name="reason">What to tell the person in front of the machine.</param>
    void RequestStop(int exitCode, string reason);

    /// <summary>Runs something on the machine's thread at its next boundary. May be called from any thread.</summary>
    /// <param name="action">What to run.</param>
    void Post(Action action);

    /// <summary>
    /// Gives accepted work a virtual deadline: the result becomes visible exactly <paramref name="latency"/> after now in virtual time, however
    /// fast the host was. If the work is not finished by then, virtual time waits for it.
    /// </summary>
    /// <param name="latency">Virtual nanoseconds, at least 0.</param>
    /// <param name="work">The work, on any thread.</param>
    /// <returns>Completes on the machine's thread.</returns>
    ValueTask CompleteAt(long latency, Task work);

    /// <summary>
    /// Makes the result of work visible when the host is done with it, as far as virtual time has come by then. For machines that follow real
    /// time: the guest sees how fast the host was, so a run can only be repeated from a recording. Where nothing else is left to do, virtual time stands still
    /// meanwhile, unless it follows the host's clock.
    /// </summary>
    /// <param name="work">The work, on any thread.</param>
    /// <returns>Completes on the machine's thread, at an instruction boundary.</returns>
    ValueTask CompleteWhenDone(Task work);
}
