using GenEmu.Abstractions;
using GenEmu.Core.State;

namespace GenEmu.Core.Apic;

/// <content>Saving and loading.</content>
internal sealed partial class LocalApic
{
    private const long Standing = -1;

    public void Save(IStateWriter to)
    {
        to.WriteArray<uint>("apic", _page);
        to.Write("apicErrors", _newErrors);
        to.Write("apicCountStart", _countStart ?? Standing);
        to.WriteArray("apicPins", [_pin0, _pin1]);
    }

    /// <summary>Takes everything over, and arms the timer. Who calls it lets the outputs follow (<see cref="Update"/>).</summary>
    public void Load(IStateReader from)
    {
        VcpuImage.Row<uint>(from, "apic", Registers).CopyTo(_page, 0);
        _newErrors = from.Read<uint>("apicErrors");
        bool[] pins = VcpuImage.Row<bool>(from, "apicPins", 2);
        (_pin0, _pin1) = (pins[0], pins[1]);
        StopTimer();
        long start = from.Read<long>("apicCountStart");
        if (start != Standing && this[ApicRegister.InitialCount] is > 0 and var count)
        {
            _countStart = start;
            Timer?.Arm(start + (count * CountLength));
        }
    }
}
