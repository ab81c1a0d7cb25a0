namespace GenEmu.Abstractions;

/// <summary>Keys by their place on a US keyboard. A key's number is its scan code of set 1; keys with an E0h prefix have bit 7 set.</summary>
public enum PcKey : byte
{
    /// <summary>No key.</summary>
    None = 0,

    /// <summary>The key Escape.</summary>
    Escape = 0x01,

    /// <summary>The key Digit1.</summary>
    Digit1 = 0x02,

    /// <summary>The key Digit2.</summary>
    Digit2 = 0x03,

    /// <summary>The key Digit3.</summary>
    Digit3 = 0x04,

    /// <summary>The key Digit4.</summary>
    Digit4 = 0x05,

    /// <summary>The key Digit5.</summary>
    Digit5 = 0x06,

    /// <summary>The key Digit6.</summary>
    Digit6 = 0x07,

    /// <summary>The key Digit7.</summary>
    Digit7 = 0x08,

    /// <summary>The key Digit8.</summary>
    Digit8 = 0x09,

    /// <summary>The key Digit9.</summary>
    Digit9 = 0x0A,

    /// <summary>The key Digit0.</summary>
    Digit0 = 0x0B,

    /// <summary>The key Minus.</summary>
    Minus = 0x0C,

    /// <summary>The key Equal.</summary>
    Equal = 0x0D,

    /// <summary>The key Backspace.</summary>
    Backspace = 0x0E,

    /// <summary>The key Tab.</summary>
    Tab = 0x0F,

    /// <summary>The key Q.</summary>
    Q = 0x10,

    /// <summary>The key W.</summary>
    W = 0x11,

    /// <summary>The key E.</summary>
    E = 0x12,

    /// <summary>The key R.</summary>
    R = 0x13,

    /// <summary>The key T.</summary>
    T = 0x14,

    /// <summary>The key Y.</summary>
    Y = 0x15,

    /// <summary>The key U.</summary>
    U = 0x16,

    /// <summary>The key I.</summary>
    I = 0x17,

    /// <summary>The key O.</summary>
    O = 0x18,

    /// <summary>The key P.</summary>
    P = 0x19,

    /// <summary>The key LeftBracket.</summary>
    LeftBracket = 0x1A,

    /// <summary>The key RightBracket.</summary>
    RightBracket = 0x1B,

    /// <summary>The key Enter.</summary>
    Enter = 0x1C,

    /// <summary>The key LeftControl.</summary>
    LeftControl = 0x1D,

    /// <summary>The key A.</summary>
    A = 0x1E,

    /// <summary>The key S.</summary>
    S = 0x1F,

    /// <summary>The key D.</summary>
    D = 0x20,

    /// <summary>The key F.</summary>
    F = 0x21,

    /// <summary>The key G.</summary>
    G = 0x22,

    /// <summary>The key H.</summary>
    H = 0x23,

    /// <summary>The key J.</summary>
    J = 0x24,

    /// <summary>The key K.</summary>
    K = 0x25,

    /// <summary>The key L.</summary>
    L = 0x26,

    /// <summary>The key Semicolon.</summary>
    Semicolon = 0x27,

    /// <summary>The key Quote.</summary>
    Quote = 0x28,

    /// <summary>The key Backquote.</summary>
    Backquote = 0x29,

    /// <summary>The key LeftShift.</summary>
    LeftShift = 0x2A,

    /// <summary>The key Backslash.</summary>
    Backslash = 0x2B,

    /// <summary>The key Z.</summary>
    Z = 0x2C,

    /// <summary>The key X.</summary>
    X = 0x2D,

    /// <summary>The key C.</summary>
    C = 0x2E,

    /// <summary>The key V.</summary>
    V = 0x2F,

    /// <summary>The key B.</summary>
    B = 0x30,

    /// <summary>The key N.</summary>
    N = 0x31,

    /// <summary>The key M.</summary>
    M = 0x32,

    /// <summary>The key Comma.</summary>
    Comma = 0x33,

    /// <summary>The key Period.</summary>
    Period = 0x34,

    /// <summary>The key Slash.</summary>
    Slash = 0x35,

    /// <summary>The key RightShift.</summary>
    RightShift = 0x36,

    /// <summary>The key KeypadMultiply.</summary>
    KeypadMultiply = 0x37,

    /// <summary>The key LeftAlt.</summary>
    LeftAlt = 0x38,

    /// <summary>The key Space.</summary>
    Space = 0x39,

    /// <summary>The key CapsLock.</summary>
    CapsLock = 0x3A,

    /// <summary>The key F1.</summary>
    F1 = 0x3B,

    /// <summary>The key F2.</summary>
    F2 = 0x3C,

    /// <summary>The key F3.</summary>
    F3 = 0x3D,

    /// <summary>The key F4.</summary>
    F4 = 0x3E,

    /// <summary>The key F5.</summary>
    F5 = 0x3F,

    /// <summary>The key F6.</summary>
    F6 = 0x40,

    /// <summary>The key F7.</summary>
    F7 = 0x41,

    /// <summary>The key F8.</summary>
    F8 = 0x42,

    /// <summary>The key F9.</summary>
    F9 = 0x43,

    /// <summary>The key F10.</summary>
    F10 = 0x44,

    /// <summary>The key NumLock.</summary>
    NumLock = 0x45,

    /// <summary>The key ScrollLock.</summary>
    ScrollLock = 0x46,

    /// <summary>The key Keypad7.</summary>
    Keypad7 = 0x47,

    /// <summary>The key Keypad8.</summary>
    Keypad8 = 0x48,

    /// <summary>The key Keypad9.</summary>
    Keypad9 = 0x49,

    /// <summary>The key KeypadMinus.</summary>
    KeypadMinus = 0x4A,

    /// <summary>The key Keypad4.</summary>
    Keypad4 = 0x4B,

    /// <summary>The key Keypad5.</summary>
    Keypad5 = 0x4C,

    /// <summary>The key Keypad6.</summary>
    Keypad6 = 0x4D,

    /// <summary>The key KeypadPlus.</summary>
    KeypadPlus = 0x4E,

    /// <summary>The key Keypad1.</summary>
    Keypad1 = 0x4F,

    /// <summary>The key Keypad2.</summary>
    Keypad2 = 0x50,

    /// <summary>The key Keypad3.</summary>
    Keypad3 = 0x51,

    /// <summary>The key Keypad0.</summary>
    Keypad0 = 0x52,

    /// <summary>The key KeypadPeriod.</summary>
    KeypadPeriod = 0x53,

    /// <summary>The key IntlBackslash.</summary>
    IntlBackslash = 0x56,

    /// <summary>The key F11.</summary>
    F11 = 0x57,

    /// <summary>The key F12.</summary>
    F12 = 0x58,

    /// <summary>The key KeypadEnter.</summary>
    KeypadEnter = 0x9C,

    /// <summary>The key RightControl.</summary>
    RightControl = 0x9D,

    /// <summary>The key KeypadDivide.</summary>
    KeypadDivide = 0xB5,

    /// <summary>The key RightAlt.</summary>
    RightAlt = 0xB8,

    /// <summary>The key Home.</summary>
    Home = 0xC7,

    /// <summary>The key Up.</summary>
    Up = 0xC8,

    /// <summary>The key PageUp.</summary>
    PageUp = 0xC9,

    /// <summary>The key Left.</summary>
    Left = 0xCB,

    /// <summary>The key Right.</summary>
    Right = 0xCD,

    /// <summary>The key End.</summary>
    End = 0xCF,

    /// <summary>The key Down.</summary>
    Down = 0xD0,

    /// <summary>The key PageDown.</summary>
    PageDown = 0xD1,

    /// <summary>The key Insert.</summary>
    Insert = 0xD2,

    /// <summary>The key Delete.</summary>
    Delete = 0xD3,
}
