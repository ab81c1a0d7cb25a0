namespace GenEmu.Core.Execution;

/// <summary>What started a task switch: it decides the back link, NT and which busy bits change (SDM vol. 3, table 7-2).</summary>
internal enum TaskSwitchCause
{
    Jump,
    Call,
    Event,
    Return,
}
