using System.Reflection;
using System.Security.Cryptography;

namespace GenEmu.Boot.Tests;

/// <summary>Debian's 32-bit Linux with a busybox initramfs, from what make-guests.sh fetched.</summary>
internal static class LinuxGuest
{
    private const string Init = """
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        mount -t proc none /proc
        mount -t sysfs none /sys
        mount -t devtmpfs none /dev 2>/dev/null
        echo "GENEMU-INIT-OK $(uname -mr)"
        for module in $(cat /modules/order); do insmod "/modules/$module.ko" $(tr " " "\n" < /proc/cmdline | sed -n "s/^$module[.]//p") || echo "insmod $module failed"; done
        if [ -e /check ]; then . /check; fi
        if grep -q autooff /proc/cmdline; then
          echo "2+3=$((2+3))"
          md5sum /bin/busybox
          poweroff -f
        fi
        exec setsid cttyhack sh

        """;

    /// <summary>The folder that make-guests.sh filled; <c>GENEMU_GUESTS</c> names another.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("GENEMU_GUESTS") ?? Built("GuestFolder");

    /// <summary>Why the tests cannot run here, or null. In CI they run and fail.</summary>
    public static string? SkipReason => Environment.GetEnvironmentVariable("CI") == "true" || File.Exists(Path.Combine(Folder, "complete")) ? null
        : $"{Folder} has no guests: run tests/GenEmu.Boot.Tests/make-guests.sh";

    public static string Kernel => Path.Combine(Folder, "vmlinuz-686");

    /// <summary>What md5sum prints of busybox inside the guest.</summary>
    public static string BusyboxSum => Convert.ToHexStringLower(MD5.HashData(BusyboxBytes)) + "  /bin/busybox";

    public static byte[] BusyboxBytes => File.ReadAllBytes(Path.Combine(Folder, "busybox"));

    /// <summary>The command line of a boot without a BIOS, on the serial line.</summary>
    public static string[] Arguments(TemporaryFile initrd, string commandLine) =>
    [
        "run", "--kernel", Kernel, "--initrd", initrd.Path, "--append", commandLine, "--serial", "stdio", "--display", "none", "--memory", "256MiB", "--timeout", "600s",
    ];

    /// <summary>Makes an initramfs.</summary>
    /// <param name="check">Shell commands for init to run before it powers off or gives a shell.</param>
    /// <param name="modules">Kernel modules to load first.</param>
    /// <returns>A temporary file.</returns>
    public static TemporaryFile MakeInitrd(string check = "", params string[] modules)
    {
        var initramfs = new Initramfs();
        foreach (string folder in (string[])["bin", "proc", "sys", "dev", "mnt", "modules"])
        {
            initramfs.AddFolder(folder);
        }

        IReadOnlyList<(string Name, byte[] Contents)> loaded = modules.Length == 0 ? [] : new KernelModules(Path.Combine(Folder, "modules")).InLoadOrder(modules);
        foreach ((string name, byte[] contents) in loaded)
        {
            initramfs.AddFile($"modules/{name}.ko", contents);
        }

        initramfs.AddScript("modules/order", string.Join('\n', loaded.Select(m => m.Name)) + "\n");
        initramfs.AddScript("check", check);
        initramfs.AddScript("init", Init);
        return new TemporaryFile(initramfs.AddFile("bin/busybox", BusyboxBytes).ToArray());
    }

    private static string Built(string key) => typeof(LinuxGuest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
