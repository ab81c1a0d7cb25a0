namespace GenEmu.Core.Tests.Paths;

internal enum Paging
{
    Off,
    TwoLevel,
    Pae,
}
