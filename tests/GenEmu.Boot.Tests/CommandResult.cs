namespace GenEmu.Boot.Tests;

/// <summary>What a command left behind.</summary>
/// <param name="ExitStatus">Its exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(int ExitStatus, string Output, string Error);
