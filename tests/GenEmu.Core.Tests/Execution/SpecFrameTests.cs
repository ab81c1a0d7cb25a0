using GenEmu.Core.Execution;

namespace GenEmu.Core.Tests.Execution;

/// <summary>Generated handlers map to the spec, so that a stack trace and a debugger step land there.</summary>
public unsafe class SpecFrameTests
{
    [Fact]
    public void A_stack_frame_of_a_handler_names_the_line_of_the_spec()
    {
        int first = InstructionTable.Forms.First(f => f.Op == "add").Line;

        var exception = Should.Throw<NullReferenceException>(() => { _ = Recorded.Add_4_4(null!, null); });

        string frame = exception.StackTrace!.Split('\n')[0];
        frame.ShouldContain("opcodes.yaml:line ");
        int line = int.Parse(frame[(frame.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        line.ShouldBeInRange(first, first + 6);
    }
}
