namespace GenEmu.Abstractions;

/// <summary>Implemented by a device that firmware has to set up before an operating system can use it: decoding that is off after a reset, say.</summary>
/// <remarks>Where a kernel starts directly there is no firmware, so the machine asks every such device, in the order of the devices, after each reset and before the kernel starts.</remarks>
public interface IFirmwareSetUp
{
    /// <summary>Puts the device into the state in which firmware hands it over. Called on the machine's thread.</summary>
    void SetUp();
}
