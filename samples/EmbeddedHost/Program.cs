using GenEmu;

string bios = args.Length > 0 ? args[0] : "/usr/share/seabios/bios-256k.bin";
await using Machine machine = Machine.Create(b => b.UsePc().File("bios", bios).Add(new Lamp()));
machine.Channel("serial0").OnOutput(value => Console.Write((char)value));
MachineStop stop = await machine.RunAsync(Until.DebugConsole("No bootable device"), TimeSpan.FromSeconds(30));
Console.WriteLine(machine.Screen);
Console.WriteLine($"{stop.Kind} after {stop.Instructions} instructions: {stop.Reason}");
