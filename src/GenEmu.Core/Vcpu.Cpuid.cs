using GenEmu.Core.Cpu;

namespace GenEmu.Core;

/// <content>CPUID: the model's, and what differs between processors of one model.</content>
public sealed unsafe partial class Vcpu
{
    private const int InitialApicIdShift = 24;

    internal CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        CpuidResult result = Model.Cpuid(leaf, subleaf);
        return leaf == 1 && Model.Has(CpuFeatures.Apic)
            ? result with
            {
                Ebx = result.Ebx | ((uint)Index << InitialApicIdShift),
                Edx = result.Edx & ~(IsApicEnabled ? 0 : (uint)CpuFeatures.Apic),       // SDM vol. 3, 10.4.3: the bit follows IA32_APIC_BASE
            }
            : result;
    }
}
