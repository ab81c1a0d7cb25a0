namespace GenEmu.Core.Tests.Paths;

/// <summary>What an instruction or a delivery may touch: one physical page each, in this order from <see cref="PathLayout.First"/> on, and the ports.</summary>
internal enum Structure
{
    CodeStart,
    CodeEnd,
    Data,
    DataEnd,
    Stack,
    StackEnd,
    Idt,
    IdtEnd,

    /// <summary>HLTs, to which all gates lead.</summary>
    Handlers,
    InnerStack,
    InnerStackEnd,
    Gdt,
    GdtEnd,
    Ldt,
    OldTss,
    OldTssEnd,
    NewTss,
    NewTssEnd,
    PageDirectory,
    PageTable,

    /// <summary>PAE's page-directory-pointer table.</summary>
    Pointers,
    Ports,
}
