namespace GenEmu.Plugins.Pc;

/// <summary>The pins of timer 2 that port 61h reaches.</summary>
internal interface IPitChannel2
{
    /// <summary>The OUT pin, exact at this instant.</summary>
    bool Out { get; }

    /// <summary>Drives the GATE pin.</summary>
    void SetGate(bool high);
}
