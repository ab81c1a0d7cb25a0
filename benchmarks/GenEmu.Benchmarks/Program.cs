using BenchmarkDotNet.Running;

// All of them: dotnet run -c Release --project benchmarks/GenEmu.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(GenEmu.Benchmarks.SynchronousAccess).Assembly).Run(args);
