namespace GenEmu.Abstractions;

/// <summary>Marks a method <c>void M()</c> or <c>void M(int version)</c> (the version that saved) that runs after <see cref="StateAttribute"/> members were loaded: drive wires, arm timers, move claims.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnLoadAttribute : Attribute;
