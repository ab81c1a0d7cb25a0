namespace GenEmu.Abstractions;

/// <summary>What a message on the APIC bus asks of the processors that it reaches; the values are those of the delivery-mode fields (SDM vol. 3, 10.6.1).</summary>
public enum ApicDeliveryMode
{
    /// <summary>The interrupt of the message's vector, at every processor addressed.</summary>
    Fixed = 0,

    /// <summary>The interrupt of the message's vector, at the one of the processors addressed that is doing the least urgent work.</summary>
    LowestPriority = 1,

    /// <summary>A system management interrupt; there is no vector.</summary>
    Smi = 2,

    /// <summary>A non-maskable interrupt; there is no vector.</summary>
    Nmi = 4,

    /// <summary>INIT; there is no vector.</summary>
    Init = 5,

    /// <summary>A start-up IPI: the vector is the page at which a waiting processor starts.</summary>
    Startup = 6,

    /// <summary>An interrupt whose vector comes from the 8259-compatible controller.</summary>
    External = 7,
}
