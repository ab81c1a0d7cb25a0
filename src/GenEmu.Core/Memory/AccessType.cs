namespace GenEmu.Core.Memory;

/// <summary>What an access wants of a page.</summary>
internal enum AccessType
{
    Read,
    Write,
    Execute,
}
