namespace GenEmu.Core.Execution;

/// <summary>placeholder</summary>
internal sealed partial class Transaction
{
}
