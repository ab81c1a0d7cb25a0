using DeviceCheck;
using GenEmu.Conformance;

IReadOnlyList<ConformanceFinding> findings = DeviceConformance.Check(() => new Latch());
foreach (ConformanceFinding finding in findings)
{
    Console.WriteLine(finding);
}

return findings.Count == 0 ? 0 : 1;
