using System.Runtime.InteropServices;

namespace GenEmu.Core.Tracing;

/// <summary>The delivery of an interrupt or exception through the IDT.</summary>
/// <param name="From">What was interrupted; its IP is the one pushed, except where a task switch pushes none.</param>
/// <param name="Vector">The vector.</param>
/// <param name="Kind">Who caused it.</param>
/// <param name="ErrorCode">The error code; <see langword="null"/> if the vector has none.</param>
/// <param name="Address">The linear address that a page fault is about; <see langword="null"/> for everything else.</param>
/// <param name="Selector">CS of the handler.</param>
/// <param name="Rip">IP of the handler's first instruction.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TracedDelivery(TracePoint From, byte Vector, DeliveryKind Kind, uint? ErrorCode, ulong? Address, ushort Selector, ulong Rip);
