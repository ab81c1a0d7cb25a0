namespace GenEmu.Core.Tests.Paths;

/// <summary>What answers at a structure's address.</summary>
internal enum Place
{
    Ram,
    Synchronous,
    Asynchronous,
}
