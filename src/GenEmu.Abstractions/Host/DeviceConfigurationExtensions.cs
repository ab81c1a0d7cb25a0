using System.Globalization;
using System.Numerics;

namespace GenEmu.Abstractions;

/// <summary>Reads typed parameters, with errors that say what would be accepted.</summary>
public static class DeviceConfigurationExtensions
{
    /// <summary>A whole number: decimal, or hexadecimal after <c>0x</c>.</summary>
    /// <typeparam name="T">The integer type, which sets the range.</typeparam>
    /// <param name="configuration">The parameters.</param>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The value if the key was not given.</param>
    /// <returns>The number.</returns>
    /// <exception cref="DeviceConfigurationException">The text is no number or outside the type's range.</exception>
    public static T Number<T>(this IDeviceConfiguration configuration, string key, T fallback)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[key] is not { } text)
        {
            return fallback;
        }

        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool valid = hexadecimal
            ? T.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out T? value)
            : T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        return valid && value is not null
            ? value
            : throw new DeviceConfigurationException($"parameter '{key}': '{text}' is not a whole number from {T.MinValue} to {T.MaxValue} (write 0x for hexadecimal)");
    }

    /// <summary>A truth value: <c>true</c>, <c>false</c>, <c>on</c>, <c>off</c>, <c>1</c> or <c>0</c>.</summary>
    /// <param name="configuration">The parameters.</param>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The value if the key was not given.</param>
    /// <returns>The truth value.</returns>
    /// <exception cref="DeviceConfigurationException">The text is none of these.</exception>
    public static bool Flag(this IDeviceConfiguration configuration, string key, bool fallback)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[key] switch
        {
            null => fallback,
            "true" or "on" or "1" => true,
            "false" or "off" or "0" => false,
            { } text => throw new DeviceConfigurationException($"parameter '{key}': '{text}' is neither true nor false"),
        };
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="configuration">The parameters.</param>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The value if the key was not given.</param>
    /// <returns>The member.</returns>
    /// <exception cref="DeviceConfigurationException">The text is no member's name.</exception>
    public static T Choice<T>(this IDeviceConfiguration configuration, string key, T fallback)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[key] is not { } text)
        {
            return fallback;
        }

        return Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new DeviceConfigurationException($"parameter '{key}': '{text}' is none of {string.Join(", ", Enum.GetNames<T>())}");
    }
}
