using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>Advanced power management: a write to APMC (port B2h) asks for an SMI. The other SMI events of the chip have no source here.</content>
public sealed partial class Piix3
{
    private const int SmiControl = 0xA0;
    private const int SmiEnable = 0xA2;
    private const int SmiRequest = 0xAA;
    private const byte SmiGate = 0x01;          // SMICNTL.CSMIGATE
    private const byte ApmEvent = 0x80;         // EAPMC in SMIEN, RAPMC in SMIREQ

    [State] private byte _apmControl;
    [State] private byte _apmStatus;
    [State] private byte _smiRequests;

    [PortRead(0xB2)]
    private byte ReadApmControl() => _apmControl;

    [PortWrite(0xB2)]
    private void WriteApmControl(byte value)
    {
        _apmControl = value;
        if ((_registers[SmiEnable] & ApmEvent) != 0)
        {
            _smiRequests |= ApmEvent;
            _registers[SmiRequest] = _smiRequests;
            DriveSmi();
        }
    }

    [PortRead(0xB3)]
    private byte ReadApmStatus() => _apmStatus;

    [PortWrite(0xB3)]
    private void WriteApmStatus(byte value) => _apmStatus = value;

    private void DefineSmi()
    {
        _config.Define(SmiControl, 4, 0x08, writable: 0x00FF_FF3F);
        _config.Define(SmiRequest, 2, 0, writable: 0xFFFF);
    }

    /// <summary>Software clears requests by writing zeros and can set none. SMI# is held while there is one and the gate is open.</summary>
    private void DriveSmi()
    {
        _smiRequests &= _registers[SmiRequest];
        (_registers[SmiRequest], _registers[SmiRequest + 1]) = (_smiRequests, 0);
        Host.Wire("smi").Set((_registers[SmiControl] & SmiGate) != 0 && _smiRequests != 0);
    }

    private void ResetSmi()
    {
        (_apmControl, _apmStatus, _smiRequests) = (0, 0, 0);
        DriveSmi();
    }
}
