namespace GenEmu.Abstractions;

/// <summary>Marks a method <c>void M()</c> that runs at the end of <see cref="IDevice.Attach"/>: <c>Host</c> and parameters are set, declared claims made.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnAttachAttribute : Attribute;
