using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;

namespace GenEmu.Benchmarks;

/// <summary>What it costs to compile the direct handlers. A machine compiles each when it first meets an instruction that wants it.</summary>
internal static class HandlerCompilation
{
    public static void Measure()
    {
        MethodInfo[] handlers = [.. Enumerable.Range(0, DirectHandlers.Count)
            .Select(i => typeof(DirectHandlers).GetMethod(DirectHandlers.Name(i), BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!)];
        long start = Stopwatch.GetTimestamp();
        foreach (MethodInfo handler in handlers)
        {
            RuntimeHelpers.PrepareMethod(handler.MethodHandle);
        }

        double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine($"{handlers.Length} direct handlers: {took:F0} ms, {took * 1000 / handlers.Length:F0} µs each");
    }
}
