"""Programs of known recursive functions: counters, accumulators, arguments that escape or don't.

What ``compile.escape`` and ``runtime.restart`` are about: which arguments are evaluated
early, what lies unevaluated in containers, where errors in arguments come up, loops
deeper than the stack guard.  ``known(seed)`` is the seed's program; every function counts
its first parameter down, so that it ends.
"""

from __future__ import annotations

from random import Random

_SEEDS = (
    *("0", "1", "2", "(2 - 5)", "9223372036854775805", "(-9223372036854775807)", "1.5", '"s"'),
    *("null", "true", "[ ]", "{ x = 1; }", '(throw "no")', "(x: x)", "(1 + 1)"),
)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.functions = [
            (f"f{i}", ["n", "a", "b"][: self.random.randint(1, 3)])
            for i in range(self.random.randint(1, 3))
        ]
        self.params: list[str] = []

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def param(self) -> str:
        return self.random.choice(self.params)

    def argument(self, depth: int = 0) -> str:
        """An argument, in parentheses where it needs them."""
        p, q = self.param(), self.param()
        return self.pick(
            p,
            p,
            f"({p} + {q})",
            f"({p} - {q})",
            f"({p} + 1)",
            f"(1 + {p})",
            f"({p} - 3)",
            f"(9223372036854775807 - {p})",
            f"({p} - 9223372036854775807)",
            f"({p} * 2)",
            f"(-{p})",
            f"({p} == {q})",
            f"(!{p})",
            f"[ {p} ]",
            f"{{ x = {p}; }}",
            f'({p} + "t")',
            f"({p} + 0.5)",
            f"({p}.x or {q})",
            '(throw "arg")',
            self.random.choice(_SEEDS),
            f"(if {p} == {q} then {p} else {q} + 1)",
            self.call("n - 1") if depth < 1 else p,
        )

    def call(self, count: str) -> str:
        """A call of one of the functions, counting down."""
        name, params = self.random.choice(self.functions)
        arguments = [f"({count})", *(self.argument(1) for _ in params[1:])]
        if len(arguments) > 1 and self.random.random() < 0.1:
            arguments.pop()
        return f"({name} {' '.join(arguments)})"

    def base(self) -> str:
        p, q = self.param(), self.param()
        return self.pick(
            p,
            p,
            f"[ {p} {q} ]",
            f"{{ x = {p}; inherit {q}; }}",
            f"{p} + {q}",
            f"{p} - {q}",
            f'"${{toString {p}}}-${{toString {q}}}"',
            f"builtins.seq {p} {q}",
            f"(x: x + {p}) 1",
            f"builtins.tryEval {p}",
            f"builtins.trace {p} {q}",
            f"builtins.trace [ {p} ] {q}",
            f"builtins.typeOf {p}",
            f"builtins.length [ {p} ]",
            f"[ {p} ] + {q}",
            f"{p} // {{ y = {q}; }}",
            f"let c = {p} + {q}; in [ c {p} ]",
            f"map (x: {p} + x) [ 1 {q} ]",
            f"{p} < {q}",
            f"{p}.x",
            f"assert {p} == {q}; {q}",
            f"with {{ z = {p}; }}; z",
            'throw "base"',
        )

    def step(self, depth: int = 0) -> str:
        p, q = self.param(), self.param()
        call = self.call(self.pick("n - 1", "n - 1", "n - 2"))
        deeper = self.step(depth + 1) if depth < 2 else call
        return self.pick(
            call,
            call,
            call,
            f"{p} + {call}",
            f"{call} + {p}",
            f"[ {call} {p} ]",
            f"{{ x = {p}; y = {call}; }}",
            f"let m = {p} + {q}; in {self.call('n - 1')}",
            f"let m = {call}; in if m == {p} then m else {q}",
            f"if {p} == {q} then {deeper} else {call}",
            f"if {p} < 2 then {call} else {deeper}",
            f"builtins.seq {p} {call}",
            f'builtins.trace "{p}" {call}',
            f"builtins.elemAt [ {p} {call} ] 1",
            f"builtins.foldl' (x: y: x + y) {p} [ {q} {call} ]",
            f"(builtins.tryEval {call}).value",
            f"assert {p} != null; {call}",
            f"({p}: {call}) {q}",
        )

    def program(self, deep: bool) -> str:
        bindings = []
        for name, params in self.functions:
            self.params = params
            test = self.pick("n < 1", "n <= 0", "!(n > 0)", "0 >= n")
            head = "".join(f"{param}: " for param in params)
            bindings.append(f"{name} = {head}if {test} then {self.base()} else {self.step()};")
        name, params = self.functions[0]
        count = self.pick("0", "1", "2", "3", "5", "(1 + 2)", "90" if len(params) < 3 else "4")
        if count == "90" and not deep:
            count = "9"
        seeds = " ".join(self.random.choice(_SEEDS) for _ in params[1:])
        call = f"{name} {count} {seeds}".strip()
        root = self.pick(call, call, f"[ ({call}) ]", f"map ({name} 1) [ {seeds or 1} ]")
        return f"let {' '.join(bindings)} in {root}"


def known(seed: int, deep: bool = True) -> str:
    """The program of a seed.

    *deep*: it may be a loop through the stack guard; traces then lack the frames of tail calls.
    """
    return _Maker(seed).program(deep)
