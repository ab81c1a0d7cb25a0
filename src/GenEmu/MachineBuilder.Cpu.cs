using GenEmu.Core.Cpu;

namespace GenEmu;

/// <content>Which CPU the guest sees.</content>
public sealed partial class MachineBuilder
{
    private CpuModel _cpuModel = Core.Cpu.CpuModel.Default;

    /// <summary>The names that <see cref="Cpu"/> takes, by age.</summary>
    public static IReadOnlyList<string> CpuModels { get; } = [.. Core.Cpu.CpuModel.All.Select(model => model.Name)];

    /// <summary>The name of the CPUs' model.</summary>
    public string CpuModel => _cpuModel.Name;

    /// <summary>Sets the model of all CPUs. CPUID tells only what the model can do, and what it does not tell is #UD or #GP.</summary>
    /// <param name="model">One of <see cref="CpuModels"/>; <c>pentium-m</c> if never set.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">There is no such model.</exception>
    public MachineBuilder Cpu(string model)
    {
        _cpuModel = Core.Cpu.CpuModel.All.FirstOrDefault(known => known.Name == model)
            ?? throw new MachineConfigurationException($"cpu: '{model}' is no CPU model; give one of {string.Join(", ", CpuModels)}");
        return this;
    }
}
