using System.Numerics;
using GenEmu.Abstractions;

namespace GenEmu.Core.Apic;

/// <content>Interrupts by priority: requested, in service, ended (SDM vol. 3, 10.8).</content>
internal sealed partial class LocalApic
{
    private const int LowestVector = 16;
    private const int WordsPerSet = 8;
    private const uint PriorityClass = 0xF0;
    private const uint ReceivedIllegalVector = 1 << 6;

    /// <summary>The processor priority register: what interrupts must exceed (SDM vol. 3, 10.8.3.1).</summary>
    public uint ProcessorPriority
    {
        get
        {
            uint task = this[ApicRegister.TaskPriority];
            var service = (uint)Math.Max(Highest(ApicRegister.InService), 0);
            return (task & PriorityClass) >= (service & PriorityClass) ? task : service & PriorityClass;
        }
    }

    /// <summary>Whether an interrupt is to be delivered to the processor.</summary>
    public bool HasInterrupt => Highest(ApicRegister.InterruptRequest) is >= 0 and int vector && ((uint)vector & PriorityClass) > (ProcessorPriority & PriorityClass);

    /// <summary>Tells the processor whether there is anything to deliver.</summary>
    public void Update() => _cpu.SetApicRequest(IsReachable && HasInterrupt, PassesExternal);

    /// <summary>The processor takes the most urgent interrupt: it goes in service.</summary>
    /// <returns>Its vector; the spurious one if none is urgent enough any more.</returns>
    public byte Acknowledge()
    {
        if (!HasInterrupt)
        {
            return (byte)this[ApicRegister.SpuriousVector];
        }

        var vector = (byte)Highest(ApicRegister.InterruptRequest);
        Set(ApicRegister.InterruptRequest, vector, false);
        Set(ApicRegister.InService, vector, true);
        Update();
        return vector;
    }

    /// <summary>An interrupt arrives.</summary>
    private void Accept(byte vector, bool isLevel)
    {
        if (vector < LowestVector)
        {
            NoteError(ReceivedIllegalVector);
            return;
        }

        Set(ApicRegister.InterruptRequest, vector, true);
        Set(ApicRegister.TriggerMode, vector, isLevel);
        Update();
    }

    private void EndInterrupt()
    {
        int vector = Highest(ApicRegister.InService);
        if (vector < 0)
        {
            return;
        }

        Set(ApicRegister.InService, vector, false);
        if (IsSet(ApicRegister.TriggerMode, vector))
        {
            EndPinInterrupt((byte)vector);
            Bus?.EndInterrupt((byte)vector);
        }

        Update();
    }

    /// <summary>The highest vector of a set of 256; -1 if it is empty.</summary>
    private int Highest(int set)
    {
        for (int word = WordsPerSet - 1; word >= 0; word--)
        {
            if (this[set + (16 * word)] is not 0 and uint bits)
            {
                return (32 * word) + BitOperations.Log2(bits);
            }
        }

        return -1;
    }

    private bool IsSet(int set, int vector) => (this[set + (vector >> 5 << 4)] >> (vector & 31) & 1) != 0;

    private void Set(int set, int vector, bool value)
    {
        ref uint word = ref this[set + (vector >> 5 << 4)];
        uint bit = 1u << (vector & 31);
        word = value ? word | bit : word & ~bit;
    }
}
