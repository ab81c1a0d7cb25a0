namespace GenEmu.Spec;

/// <summary>The rules of the spec language; the number is the diagnostic's, GENEMU001 and so on.</summary>
public enum SpecRule
{
    /// <summary>The file is not YAML.</summary>
    YamlSyntax = 1,

    /// <summary>A key that the language does not know.</summary>
    UnknownKey = 2,

    /// <summary>A key that stands twice in one instruction.</summary>
    DuplicateKey = 3,

    /// <summary>A key that every instruction needs is missing.</summary>
    MissingKey = 4,

    /// <summary>A plain scalar that YAML would read as something other than text.</summary>
    ScalarTrap = 5,

    /// <summary>A value of the wrong kind.</summary>
    WrongValue = 6,

    /// <summary>Two instructions of one name.</summary>
    DuplicateInstruction = 7,

    /// <summary>A form that does not parse.</summary>
    MalformedForm = 8,

    /// <summary>An operand that the language does not know.</summary>
    UnknownOperand = 9,

    /// <summary>Two forms that claim the same bytes.</summary>
    OverlappingEncodings = 10,

    /// <summary>LOCK on an instruction that writes no memory destination.</summary>
    LockWithoutMemoryDestination = 11,

    /// <summary>A text that is not C#.</summary>
    TextSyntax = 12,

    /// <summary>C# that is outside the language.</summary>
    OutsideLanguage = 13,

    /// <summary>A name that nothing declares.</summary>
    UnknownName = 14,

    /// <summary>A call of neither an intrinsic nor a pure function.</summary>
    UnknownCall = 15,

    /// <summary>A call whose arguments do not fit.</summary>
    WrongArguments = 16,

    /// <summary>Types that do not go together.</summary>
    TypeMismatch = 17,

    /// <summary>An assignment to something that cannot be assigned.</summary>
    NotAssignable = 18,

    /// <summary>A register, memory or flag written before a later check can still fault.</summary>
    WriteBeforeCheck = 19,

    /// <summary>A device that can be read before a later check can still fault.</summary>
    DeviceBeforeCheck = 20,

    /// <summary>An operand read after it was written.</summary>
    ReadAfterWrite = 21,

    /// <summary>An access that would happen on only some paths of an expression.</summary>
    ConditionalAccess = 22,

    /// <summary>The text uses an operand that a form lacks.</summary>
    MissingOperand = 23,

    /// <summary>A local name that is taken.</summary>
    DuplicateName = 24,

    /// <summary>A port access without its permission check.</summary>
    PortWithoutCheck = 25,

    /// <summary>The generator itself failed.</summary>
    GeneratorFailure = 99,
}
