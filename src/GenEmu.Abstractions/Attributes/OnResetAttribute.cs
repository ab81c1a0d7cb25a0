namespace GenEmu.Abstractions;

/// <summary>Marks the method that <see cref="IDevice.Reset"/> calls: <c>void M(ResetKind kind)</c> or <c>void M()</c>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnResetAttribute : Attribute;
