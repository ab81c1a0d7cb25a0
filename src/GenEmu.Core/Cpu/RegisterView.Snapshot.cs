using GenEmu.Abstractions;
using GenEmu.Core.State;

namespace GenEmu.Core.Cpu;

/// <content>What a host has changed at a stop is part of the stop.</content>
internal sealed unsafe partial class RegisterView
{
    public void Save(IStateWriter to)
    {
        to.Write("view", IsBuilt);
        if (IsBuilt)
        {
            to.Write("viewProgress", (int)Progress);
            VcpuImage.Save(State, to, "shown.");
            VcpuImage.Save(_built, to, "built.");
        }
    }

    public void Load(IStateReader from)
    {
        IsBuilt = from.Read<bool>("view");
        if (IsBuilt)
        {
            Progress = (ViewProgress)from.Read<int>("viewProgress");
            VcpuImage.Load(State, from, "shown.");
            VcpuImage.Load(_built, from, "built.");
        }
    }
}
