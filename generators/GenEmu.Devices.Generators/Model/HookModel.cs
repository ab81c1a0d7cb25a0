namespace GenEmu.Devices.Generators.Model;

/// <summary>A method that the generated code calls at an event.</summary>
/// <param name="Method">How to call it.</param>
/// <param name="TakesArgument">Whether it takes what the event brings along.</param>
internal sealed record HookModel(string Method, bool TakesArgument);
