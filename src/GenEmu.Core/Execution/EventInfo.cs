using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>Something to deliver through the IDT.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Kind">Who caused it.</param>
/// <param name="ReturnIp">The IP to push.</param>
/// <param name="HasCode">Whether an error code is pushed (protected mode).</param>
/// <param name="Code">The error code.</param>
/// <param name="ResumeFlag">Whether the pushed image has RF set (rule C15).</param>
/// <param name="Escalations">How many deliveries have failed and led to this one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventInfo(byte Vector, EventKind Kind, ulong ReturnIp, bool HasCode = false, uint Code = 0, bool ResumeFlag = false, int Escalations = 0);
