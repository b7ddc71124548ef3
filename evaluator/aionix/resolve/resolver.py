"""Name resolution: syntax nodes to a ``Resolution``.

One walk over the tree.  Each visit is a generator that yields what to visit next: a child
in a strict position, or another visit.  A loop drives them from a list, so nesting costs
heap, not stack; variables and constants, of which most of a tree consists, take none.

Scopes are one dictionary from names to the variables that shadow each other,
pushed and popped as the walk enters and leaves; looking a name up is then one
step however deep the scopes nest.

As in Nix, a name that nothing defines is an error here, while the file is being
read, unless a ``with`` encloses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from types import GeneratorType
from typing import Any

from ..bytestr import to_text
from ..errors import UndefinedVariableError
from ..source import SourceFile
from ..syntax import nodes as n
from ..syntax.symbols import symbol_sorted
from .bindings import Dynamic, Global, Group, Reference, Resolution, Variable
from .groups import plan, put_in_frame

#: What a visit yields: another, or a node in a strict position.
Step = Generator["Step", None, None] | n.Expr
Visit = Generator[Step, None, None]

#: Strict nesting within one body before the rest becomes a body of its own:
#: keeps the Python ast shallow (``compile`` has recursion limits of its own).
MAX_NESTING = 40

#: Values that need no thunk and capture nothing.
CONSTANTS = (n.Int, n.Float, n.Str, n.PathLit)
CONSTANT_TYPES = frozenset(CONSTANTS)
TRIVIAL = frozenset([n.Lambda, *CONSTANTS])
#: Where nothing is left to visit.
NOTHING = n.Int(0, 0, 0)

#: The functions that operators go through in Nix; looked up in scope.
OPERATOR_FUNCTIONS = {
    n.Op.SUB: "__sub",
    n.Op.MUL: "__mul",
    n.Op.DIV: "__div",
    n.Op.LT: "__lessThan",
    n.Op.GT: "__lessThan",
    n.Op.LE: "__lessThan",
    n.Op.GE: "__lessThan",
}

NO_WORD = partial(re.compile(r"\W", re.ASCII).sub, "_")


def resolve(
    root: n.Expr,
    source: SourceFile,
    global_names: frozenset[str],
    scope: Iterable[str] = (),
) -> Resolution:
    """Resolve the names of *root*.

    *global_names*: the builtins scope, in which ``builtins`` is the set of all that it has,
    ``__name`` being the attribute ``name``; unless it has a ``__builtins``.  *scope*: further
    names that the caller supplies at run time (``scopedImport``, variables given through the
    API); they shadow builtins.  Raises UndefinedVariableError.
    """
    resolver = _Resolver(source, global_names)
    resolver.run(root, scope)
    return resolver.result


class _Resolver:
    def __init__(self, source: SourceFile, global_names: frozenset[str]) -> None:
        self.source = source
        self.globals = global_names
        self.result = Resolution()
        self.env: dict[str, list[Variable]] = {}
        self.innermost_with: Variable | None = None
        self.level = 0
        self.captures: list[dict[Variable, None]] = [{}]
        self.nesting = 0
        self.counter = 0

    def run(self, root: n.Expr, scope: Iterable[str]) -> None:
        for name in scope:
            variable = self.variable(name)
            self.result.scope[name] = variable
            self.push(variable)
        stack: list[Visit] = [inside(root)]
        #: For each of them, whether it is that of a node in a strict position.
        strict = [False]
        while stack:
            step: Any = next(stack[-1], None)
            if step is None:
                stack.pop()
                if strict.pop():
                    self.nesting -= 1
                continue
            kind = type(step)
            if kind is n.Var:
                self.var(step)
            elif kind in CONSTANT_TYPES:
                pass
            elif kind is GeneratorType:
                stack.append(step)
                strict.append(False)
            elif self.nesting >= MAX_NESTING and kind is not n.Lambda:
                self.result.split.add(step)
                stack.append(self.body(step, step))
                strict.append(False)
            else:
                self.nesting += 1
                stack.append(VISITORS[kind](self, step))
                strict.append(True)

    # --- scopes ---------------------------------------------------------------------

    def ident(self, name: str) -> str:
        self.counter += 1
        clean = name if name.isidentifier() and name.isascii() else NO_WORD(name)
        return f"{clean[:40]}_{self.counter}"

    def variable(self, name: str) -> Variable:
        return Variable(name, self.ident(name), self.level)

    def group(self, names: Iterable[str]) -> Group:
        """A group of new variables, in the order in which Nix makes their cells.

        What they are called in the code does not depend on that.
        """
        made = {name: self.variable(name) for name in names}
        return Group({name: made[name] for name in symbol_sorted(made)})

    def push(self, variable: Variable) -> None:
        self.env.setdefault(variable.name, []).append(variable)

    def pop(self, variable: Variable) -> None:
        self.env[variable.name].pop()

    def find(self, name: str, pos: int, delayed: bool = False) -> Reference:
        """What *name* means.  A variable bound to a builtin is that, except where its cell
        is what is asked for (*delayed*): that may be printed, as a thunk."""
        stack = self.env.get(name)
        if stack:
            variable = stack[-1]
            if variable.builtin is not None and not delayed:
                return variable.builtin
            self.use(variable)
            return variable
        if name in self.globals:
            return Global(name)
        if self.innermost_with is not None:
            self.use(self.innermost_with)
            return Dynamic(name, self.innermost_with)
        raise UndefinedVariableError(
            f"undefined variable '{to_text(name)}'", self.source.position(pos)
        )

    def builtin(self, origin: n.Expr, name: str) -> Global | None:
        """What attribute *name* of *origin* is, where that is ``builtins``."""
        if (
            type(origin) is n.Var
            and origin.name == "builtins"
            and not self.env.get("builtins")
            and "builtins" in self.globals
            and "__builtins" not in self.globals
        ):
            for known in (name, f"__{name}"):
                if known in self.globals:
                    return Global(known)
        return None

    def use(self, variable: Variable) -> None:
        variable.idle = False
        if variable.level < self.level:
            self.captures[-1][variable] = None

    # --- bodies ---------------------------------------------------------------------

    def body(self, key: n.Expr, inside: Step) -> Visit:
        """Visit *inside* as a body of its own; record what it captures under *key*."""
        self.number(key)
        nesting, self.nesting = self.nesting, 0
        self.level += 1
        self.captures.append({})
        yield inside
        captured = self.captures.pop()
        self.level -= 1
        self.nesting = nesting
        self.result.free[key] = tuple(captured)
        outer = self.captures[-1]
        for variable in captured:
            if variable.level < self.level:
                outer[variable] = None

    def number(self, key: n.Expr) -> None:
        numbers = self.result.numbers
        numbers.setdefault(key, len(numbers) + 1)

    def lazy(self, node: n.Expr) -> Step:
        """A child in a lazy position: a thunk unless it is trivial."""
        if type(node) is n.Var:
            self.var(node, delayed=True)
            return NOTHING
        return node if type(node) in TRIVIAL else self.body(node, node)

    # --- nodes ----------------------------------------------------------------------

    def nothing(self, node: n.Expr) -> Visit:
        return
        yield

    def visit_delayed(self, node: n.Var) -> Visit:
        self.var(node, delayed=True)
        return
        yield

    def var(self, node: n.Var, delayed: bool = False) -> None:
        found = self.result.uses[node] = self.find(node.name, node.pos, delayed)
        if type(found) is Dynamic:
            # Where it is delayed it becomes a thunk.
            self.number(node)
            self.result.free[node] = (found.scope,)

    def visit_search_path(self, node: n.SearchPath) -> Visit:
        self.result.search[node] = (
            self.find("__findFile", node.pos),
            self.find("__nixPath", node.pos, delayed=True),
        )
        return
        yield

    def visit_interpolation(self, node: n.Interpolation) -> Visit:
        yield from node.parts

    def visit_select(self, node: n.Select) -> Visit:
        if len(node.path) == 1 and isinstance(node.path[0].name, str):
            builtin = self.builtin(node.subject, node.path[0].name)
            if builtin is not None:
                self.result.uses[node] = builtin
        yield node.subject
        for step in node.path:
            if not isinstance(step.name, str):
                yield step.name
        if node.default is not None:
            yield node.default

    def visit_has_attr(self, node: n.HasAttr) -> Visit:
        yield node.subject
        for step in node.path:
            if not isinstance(step.name, str):
                yield step.name

    def visit_apply(self, node: n.Apply) -> Visit:
        yield node.function
        for arg in node.args:
            yield self.lazy(arg)

    def visit_list(self, node: n.ListExpr) -> Visit:
        for item in node.items:
            yield self.lazy(item)

    def visit_if(self, node: n.If) -> Visit:
        yield node.condition
        yield node.consequent
        yield node.alternative

    def visit_assert(self, node: n.Assert) -> Visit:
        yield node.condition
        yield node.body

    def visit_unary(self, node: n.Not | n.Negate) -> Visit:
        if isinstance(node, n.Negate):
            self.operator(node, "__sub")
        yield node.operand

    def operator(self, node: n.Expr, function: str) -> None:
        stack = self.env.get(function)
        if stack:
            self.use(stack[-1])
            self.result.uses[node] = stack[-1]

    def visit_binary(self, node: n.Binary) -> Visit:
        function = OPERATOR_FUNCTIONS.get(node.op)
        if function is not None:
            self.operator(node, function)
        # ``a > b`` is ``b < a`` to Nix, and so is the order of what is undefined in it.
        swapped = node.op is n.Op.GT or node.op is n.Op.LE
        delayed = node in self.result.uses
        for operand in (node.right, node.left) if swapped else (node.left, node.right):
            yield self.lazy(operand) if delayed else operand

    def visit_with(self, node: n.With) -> Visit:
        yield self.lazy(node.env)
        outer = self.innermost_with
        if outer is not None:
            self.use(outer)  # each scope leads to the next: bodies capture only one
        variable = Variable("with", self.ident("with"), self.level)
        self.result.withs[node] = (variable, outer)
        self.innermost_with = variable
        yield node.body
        self.innermost_with = outer

    def visit_lambda(self, node: n.Lambda) -> Visit:
        yield self.body(node, self.lambda_inside(node))

    def lambda_inside(self, node: n.Lambda) -> Visit:
        bound: list[Variable] = []
        if node.param is not None:
            variable = self.variable(node.param)
            variable.is_value = node.formals is not None
            self.result.params[node] = variable
            bound.append(variable)
        group = None
        if node.formals is not None:
            group = self.group(f.name for f in node.formals)
            self.result.groups[node] = group
            bound.extend(group.variables.values())
        for variable in bound:
            self.push(variable)
        if node.formals is not None and group is not None:
            needs: dict[Variable, list[Variable]] = {}
            own = set(group.variables.values())
            for formal in node.formals:
                if formal.default is not None:
                    needs[group.variables[formal.name]] = []
                    yield self.member(formal.default, own, needs[group.variables[formal.name]])
            plan(group, needs, self.ident("frame"))
            self.note_aliases(group, (f.default for f in node.formals))
        self.name_lambda(node.body, self.result.names.get(node))
        yield node.body
        for variable in bound:
            self.pop(variable)

    def name_lambda(self, node: n.Expr, name: str | None) -> None:
        if isinstance(node, n.Lambda) and name is not None:
            self.result.names[node] = name

    # --- groups ---------------------------------------------------------------------

    def member(self, value: n.Expr, own: set[Variable], needs: list[Variable]) -> Visit:
        """A value of a recursive group whose variables are *own*; *needs* receives those
        that it captures."""
        if isinstance(value, CONSTANTS):
            return
        if isinstance(value, n.Lambda):
            yield value
        elif isinstance(value, n.Var):
            yield self.body(value, self.visit_delayed(value))
        else:
            yield self.body(value, value)
        needs.extend(v for v in self.result.free[value] if v in own)

    def note_aliases(self, group: Group, values: Iterable[n.Expr | None]) -> None:
        """Note a group with an alias inside a cycle: whether that becomes a thunk depends
        on the order of the members (``compile.bindings.member_cell``)."""
        if group.ident is None:
            return
        for value in values:
            if isinstance(value, n.Var):
                target = self.result.uses.get(value)
                if isinstance(target, Variable) and target.group is group:
                    self.result.aliased.append(tuple(symbol_sorted(group.variables)))
                    return

    def note_builtins(self, node: n.AttrSet, group: Group, is_let: bool) -> None:
        """Note which of the variables of *group*, which *node* binds, are builtins.  In a set
        all of them are needed."""
        for binding in node.bindings:
            value = binding.value
            if binding.source is n.Source.INHERIT_FROM and binding.origin is not None:
                builtin = self.builtin(node.origins[binding.origin], binding.name)
            elif isinstance(value, n.Select) and len(value.path) == 1:
                name = value.path[0].name
                builtin = self.builtin(value.subject, name) if isinstance(name, str) else None
            else:
                continue
            variable = group.variables[binding.name]
            variable.builtin = builtin
            variable.idle = builtin is not None and is_let

    def check_order(self, node: n.AttrSet) -> None:
        """Sets that are merged have their bindings in symbol order."""
        last = -1
        for binding in node.bindings:
            if binding.pos < last:
                self.result.in_order = False
            last = binding.pos

    def visit_let(self, node: n.Let) -> Visit:
        self.check_order(node.bindings)
        yield self.recursive(node.bindings, node.body, is_let=True)

    def visit_attrs(self, node: n.AttrSet) -> Visit:
        self.check_order(node)
        if node.recursive:
            yield self.recursive(node, self.dynamic(node))
            return
        origins = []
        for origin in node.origins:
            yield self.lazy(origin)
            origins.append(self.variable("from"))
        self.result.origins[node] = tuple(origins)
        for binding in node.bindings:
            if binding.value is not None:
                self.name_lambda(binding.value, binding.name)
                yield self.lazy(binding.value)
        yield self.dynamic(node)

    def dynamic(self, node: n.AttrSet) -> Visit:
        for dynamic in node.dynamic:
            yield dynamic.name
            yield self.lazy(dynamic.value)

    def recursive(self, node: n.AttrSet, inside: Step, is_let: bool = False) -> Visit:
        """A recursive set of bindings, with *inside* visited in its scope."""
        for binding in node.bindings:
            if binding.source is n.Source.INHERIT and binding.value is not None:
                yield self.lazy(binding.value)
        group = self.group(b.name for b in node.bindings)
        self.result.groups[node] = group
        needs: dict[Variable, list[Variable]] = {}
        for variable in group.variables.values():
            self.push(variable)
        overridden = group.overridden = node.recursive and "__overrides" in group.variables
        origins = [self.variable("from") for _ in node.origins]
        group.variables.update((f"from {i}", variable) for i, variable in enumerate(origins))
        if not overridden:
            self.note_builtins(node, group, is_let)
        own = set(group.variables.values())
        for variable, origin in zip(origins, node.origins, strict=True):
            needs[variable] = []
            yield self.member(origin, own, needs[variable])
        self.result.origins[node] = tuple(origins)
        for binding in node.bindings:
            variable = group.variables[binding.name]
            if binding.source is n.Source.PLAIN and binding.value is not None:
                self.name_lambda(binding.value, binding.name)
                needs[variable] = []
                if not overridden:
                    variable.is_value = isinstance(binding.value, (n.Lambda, *CONSTANTS))
                    if isinstance(binding.value, (n.Int, n.Float, n.Str)):
                        variable.constant = binding.value
                    elif isinstance(binding.value, n.Lambda):
                        variable.function = binding.value
                yield self.member(binding.value, own, needs[variable])
            elif binding.source is n.Source.INHERIT_FROM and binding.origin is not None:
                needs[variable] = [origins[binding.origin]]
        frame = self.ident("frame")
        if overridden:
            for variable in group.variables.values():
                put_in_frame(group, variable, frame)
        plan(group, needs, frame)
        self.note_aliases(group, (b.value for b in node.bindings))
        yield inside
        for binding in node.bindings:
            self.pop(group.variables[binding.name])


def inside(step: Step) -> Visit:
    """What visits just *step*."""
    yield step


VISITORS: Mapping[type, Callable[[_Resolver, Any], Visit]] = {
    n.CurPos: _Resolver.nothing,
    n.SearchPath: _Resolver.visit_search_path,
    n.Interpolation: _Resolver.visit_interpolation,
    n.Select: _Resolver.visit_select,
    n.HasAttr: _Resolver.visit_has_attr,
    n.Apply: _Resolver.visit_apply,
    n.ListExpr: _Resolver.visit_list,
    n.If: _Resolver.visit_if,
    n.Assert: _Resolver.visit_assert,
    n.Not: _Resolver.visit_unary,
    n.Negate: _Resolver.visit_unary,
    n.Binary: _Resolver.visit_binary,
    n.With: _Resolver.visit_with,
    n.Lambda: _Resolver.visit_lambda,
    n.Let: _Resolver.visit_let,
    n.AttrSet: _Resolver.visit_attrs,
}
