namespace GenEmu.Plugins.Virtio;

/// <summary>The members that a device saves for its <see cref="VirtioFunction"/>.</summary>
/// <param name="Pci">The PCI configuration registers.</param>
/// <param name="Registers">One element.</param>
/// <param name="Queues">One element a queue.</param>
internal sealed record VirtioState(byte[] Pci, VirtioRegisters[] Registers, VirtqueueState[] Queues);
