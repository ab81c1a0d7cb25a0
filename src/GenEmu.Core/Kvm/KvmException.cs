namespace GenEmu.Core.Kvm;

/// <summary>KVM would answer EINVAL: a state is not valid. Nothing has changed.</summary>
public sealed class KvmException : Exception
{
    /// <summary>EINVAL.</summary>
    public const int InvalidArgument = 22;

    /// <summary>Makes one.</summary>
    /// <param name="check">The check that failed, with the value that failed it.</param>
    public KvmException(string check)
        : base($"EINVAL: {check}") => Check = check;

    /// <summary>The check that failed.</summary>
    public string Check { get; }

    /// <summary>The error number that the system call would give.</summary>
    public int ErrorNumber => InvalidArgument;

    internal static void Require(bool valid, string check)
    {
        if (!valid)
        {
            throw new KvmException(check);
        }
    }
}
