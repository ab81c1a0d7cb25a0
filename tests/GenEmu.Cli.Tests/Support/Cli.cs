namespace GenEmu.Cli.Tests.Support;

/// <summary>What one call of the command did.</summary>
internal sealed record Cli(int Status, string Output, string Error)
{
    public static async Task<Cli> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int status = await CommandLine.RunAsync(arguments, output, error);
        return new Cli(status, output.ToString(), error.ToString());
    }

    /// <summary>Asserts an input error: status 2, one line on standard error, nothing on standard output.</summary>
    public void ShouldBeInputError(params string[] parts)
    {
        Status.ShouldBe(2);
        Output.ShouldBeEmpty();
        Error.TrimEnd().ShouldNotContain("\n");
        Error.ShouldStartWith("genemu: ");
        foreach (string part in parts)
        {
            Error.ShouldContain(part);
        }
    }
}
