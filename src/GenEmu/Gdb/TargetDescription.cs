using System.Globalization;
using System.Text;

namespace GenEmu.Gdb;

/// <summary>Tells gdb in XML which registers there are (GDB manual, "Target Descriptions").</summary>
internal static class TargetDescription
{
    public static string Xml { get; } = Write();

    private static string Write()
    {
        var xml = new StringBuilder("""
            <?xml version="1.0"?>
            <!DOCTYPE target SYSTEM "gdb-target.dtd">
            <target version="1.0">
            <architecture>i386</architecture>
            <osabi>none</osabi>

            """);
        int number = 0;
        foreach (GdbFeature feature in RegisterSet.Features)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<feature name=\"{feature.Name}\">\n").Append(feature.Types);
            foreach (GdbRegister register in feature.Registers)
            {
                xml.Append(CultureInfo.InvariantCulture, $"<reg name=\"{register.Name}\" bitsize=\"{register.Bits}\" type=\"{register.Type}\" regnum=\"{number++}\"/>\n");
            }

            xml.Append("</feature>\n");
        }

        return xml.Append("</target>\n").ToString();
    }
}
