using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <summary>A run of ops on its way to become a method.</summary>
internal readonly unsafe ref struct FusedRun
{
    private const int Registers = 8;
    private const int StateArgument = 0;
    private const int OpArgument = 1;
    private const int BudgetArgument = 2;
    private const int ResultArgument = 3;
    private const int CarriesArgument = 4;

    private static readonly Type[] Signature = [typeof(nint), typeof(nint), typeof(long), typeof(ulong), typeof(ulong)];
    private static readonly string[] Names = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];

    private readonly BlockFuser _owner;
    private readonly Op* _first;
    private readonly int _count;
    private readonly Op* _loop;
    private readonly DynamicMethod _method;
    private readonly ILGenerator _il;
    private readonly LocalBuilder?[] _registers = new LocalBuilder?[Registers];

    /// <summary>A run that is no method yet.</summary>
    /// <param name="owner">Who knows the ops' forms.</param>
    /// <param name="first">The first op.</param>
    /// <param name="count">How many.</param>
    /// <param name="loop">The jump that closes the loop, or null.</param>
    public FusedRun(BlockFuser owner, Op* first, int count, Op* loop)
    {
        _owner = owner;
        _first = first;
        _count = count;
        _loop = loop;
        _method = new DynamicMethod($"Run{first->Ip:X}", typeof(void), Signature, typeof(FusedOps).Module, skipVisibility: true);
        _il = _method.GetILGenerator();
    }

    /// <summary>Makes the method the first op's handler.</summary>
    /// <returns>What keeps it alive.</returns>
    public Delegate Install()
    {
        for (int i = 0; i < _count; i++)
        {
            Declare(_first + i);
        }

        Emit();
        Delegate made = _method.CreateDelegate<Action<nint, nint, long, ulong, ulong>>();
        RuntimeHelpers.PrepareDelegate(made);
        _first->Direct = (delegate*<VcpuState*, Op*, long, ulong, ulong, void>)GetMethodDescriptor(_method).GetFunctionPointer();
        return made;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern RuntimeMethodHandle GetMethodDescriptor(DynamicMethod method);

    private void Emit()
    {
        Label[] exits = new Label[_count + 1];
        for (int i = 0; i <= _count; i++)
        {
            exits[i] = _il.DefineLabel();
        }

        for (int i = 0; i < Registers; i++)
        {
            if (_registers[i] is { } local)
            {
                Address(i);
                _il.Emit(OpCodes.Ldind_U4);
                _il.Emit(OpCodes.Stloc, local);
            }
        }

        Label top = _il.DefineLabel();
        _il.MarkLabel(top);
        for (int i = 0; i < _count; i++)
        {
            Call(_first + i, exits[i]);
        }

        if (_loop != null)
        {
            Loop(top, exits[_count]);
        }

        for (int i = _count; i >= 0; i--)
        {
            _il.MarkLabel(exits[i]);
            Exit(i);
        }
    }

    private void Declare(Op* op)
    {
        foreach (ParameterInfo parameter in _owner.Form(op)!.GetParameters())
        {
            switch (parameter.Name![0])
            {
                case 'r' when parameter.Name is "r0" or "r1" or "r2":
                    Declare(Register(op, parameter.Name[1]));
                    break;
                case 'm':
                    Declare(op->Base);
                    Declare(op->Index);
                    break;
                default:
                    Declare(Array.IndexOf(Names, parameter.Name) * sizeof(ulong));
                    break;
            }
        }
    }

    private void Declare(int offset)
    {
        if (offset is >= 0 and < Registers * sizeof(ulong))
        {
            _registers[offset / sizeof(ulong)] ??= _il.DeclareLocal(typeof(uint));
        }
    }

    private void Call(Op* op, Label exit)
    {
        MethodInfo form = _owner.Form(op)!;
        foreach (ParameterInfo parameter in form.GetParameters())
        {
            Argument(op, parameter.Name!);
        }

        _il.Emit(OpCodes.Call, form);
        _il.Emit(OpCodes.Brfalse, exit);
    }

    private void Argument(Op* op, string name)
    {
        switch (name)
        {
            case "c":
                _il.Emit(OpCodes.Ldarg, StateArgument);
                break;
            case "result":
                _il.Emit(OpCodes.Ldarga, ResultArgument);
                break;
            case "carries":
                _il.Emit(OpCodes.Ldarga, CarriesArgument);
                break;
            case ['r', var slot]:
                _il.Emit(OpCodes.Ldloca, Local(Register(op, slot)));
                break;
            case ['s', >= '0' and <= '2'] when name[1] is var slot:
                _il.Emit(OpCodes.Ldc_I4, (Register(op, slot) & 1) * 8);
                break;
            case ['m', _]:
                EffectiveAddress(op);
                break;
            case ['i', >= '0' and <= '2']:
                _il.Emit(OpCodes.Ldc_I8, (long)op->Immediate);
                break;
            default:
                _il.Emit(OpCodes.Ldloca, _registers[Array.IndexOf(Names, name)]!);
                break;
        }
    }

    private void EffectiveAddress(Op* op)
    {
        _il.Emit(OpCodes.Ldc_I4, op->Displacement);
        if (op->Base < Registers * sizeof(ulong))
        {
            _il.Emit(OpCodes.Ldloc, Local(op->Base));
            _il.Emit(OpCodes.Add);
        }

        if (op->Index < Registers * sizeof(ulong))
        {
            _il.Emit(OpCodes.Ldloc, Local(op->Index));
            _il.Emit(OpCodes.Ldc_I4, (int)op->Scale);
            _il.Emit(OpCodes.Shl);
            _il.Emit(OpCodes.Add);
        }
    }

    /// <summary>Once more, if the jump is taken and the budget lasts; else the jump's handler decides.</summary>
    private void Loop(Label top, Label exit)
    {
        _il.Emit(OpCodes.Ldc_I4, (int)_loop->Condition);
        _il.Emit(OpCodes.Ldarg, ResultArgument);
        _il.Emit(OpCodes.Ldarg, CarriesArgument);
        _il.Emit(OpCodes.Call, typeof(LazyFlags).GetMethod(nameof(LazyFlags.Condition))!);
        _il.Emit(OpCodes.Brfalse, exit);
        _il.Emit(OpCodes.Ldarg, BudgetArgument);
        _il.Emit(OpCodes.Ldc_I8, (long)_first->Remaining);
        _il.Emit(OpCodes.Blt, exit);
        _il.Emit(OpCodes.Ldarg, BudgetArgument);
        _il.Emit(OpCodes.Ldc_I8, (long)_first->Remaining);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Starg, BudgetArgument);
        _il.Emit(OpCodes.Br, top);
    }

    /// <summary>On to an op's own handler: the registers go back where it looks for them.</summary>
    private void Exit(int index)
    {
        for (int i = 0; i < Registers; i++)
        {
            if (_registers[i] is { } local)
            {
                Address(i);
                _il.Emit(OpCodes.Ldloc, local);
                _il.Emit(OpCodes.Conv_U8);
                _il.Emit(OpCodes.Stind_I8);
            }
        }

        _il.Emit(OpCodes.Ldarg, StateArgument);
        _il.Emit(OpCodes.Ldarg, OpArgument);
        _il.Emit(OpCodes.Ldc_I4, index * sizeof(Op));
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldarg, BudgetArgument);
        _il.Emit(OpCodes.Ldarg, ResultArgument);
        _il.Emit(OpCodes.Ldarg, CarriesArgument);
        Handler(index);
        _il.Emit(OpCodes.Tailcall);
        _il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(void), Signature, null);
        _il.Emit(OpCodes.Ret);
    }

    /// <summary>An op of the run goes to the handler that it had before; the one behind it may be the first of another run.</summary>
    private void Handler(int index)
    {
        if (index < _count)
        {
            _il.Emit(OpCodes.Ldc_I8, (long)_first[index].Direct);
            _il.Emit(OpCodes.Conv_I);
            return;
        }

        _il.Emit(OpCodes.Ldarg, OpArgument);
        _il.Emit(OpCodes.Ldc_I4, index * sizeof(Op));      // the handler is an op's first field
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I);
    }

    private void Address(int register)
    {
        _il.Emit(OpCodes.Ldarg, StateArgument);
        _il.Emit(OpCodes.Ldc_I4, register * sizeof(ulong));
        _il.Emit(OpCodes.Add);
    }

    private LocalBuilder Local(int offset) => _registers[offset / sizeof(ulong)]!;

    private static ushort Register(Op* op, char slot) => slot == '0' ? op->Register0 : slot == '1' ? op->Register1 : op->Register2;
}
