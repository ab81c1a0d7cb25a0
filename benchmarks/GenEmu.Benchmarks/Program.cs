using BenchmarkDotNet.Running;
using GenEmu.Benchmarks;

// All of them: dotnet run -c Release --project benchmarks/GenEmu.Benchmarks -- --filter '*'
// What compiling the direct handlers costs: dotnet run -c Release --project benchmarks/GenEmu.Benchmarks -- handlers
if (args is ["handlers"])
{
    HandlerCompilation.Measure();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(SynchronousAccess).Assembly).Run(args);
}
