namespace GenEmu;

/// <summary>The character set in a PC's character generator.</summary>
public static class CodePage437
{
    private const string Low = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

    private const string High =
        "⌂ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

    /// <summary>What a character code looks like.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The character; a blank for 0.</returns>
    public static char ToChar(byte code) => code switch
    {
        < 0x20 => Low[code],
        < 0x7F => (char)code,
        _ => High[code - 0x7F],
    };
}
