System.Console.WriteLine("genemu");
