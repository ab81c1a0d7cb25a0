namespace GenEmu.Abstractions;

/// <summary>Marks a method <c>void M()</c> that runs after <see cref="StateAttribute"/> members were loaded: drive wires, arm timers, move claims.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnLoadAttribute : Attribute;
