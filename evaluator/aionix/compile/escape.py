"""Which parameters of known functions can be seen unevaluated.

A cheap total expression that is an argument (``n - 1``) can be evaluated at once if nobody
can tell.  What tells is a thunk in a container, printed: so the parameter must not come to
lie anywhere as it is, but be forced wherever it is used, or be passed on to another such
parameter.  A *known function* is one that a name is bound to directly.
"""

from __future__ import annotations

from ..records import dataclass, field
from ..resolve.bindings import Resolution, Variable
from ..syntax import nodes as n


@dataclass(slots=True)
class _Uses:
    """Of a function's parameters: those that escape, and which others each is passed on to."""

    escaping: set[Variable] = field(default_factory=set)
    passed: dict[Variable, set[Variable]] = field(default_factory=dict)


class Escapes:
    """Answers for one unit; a function is looked at when first asked about."""

    def __init__(self, resolution: Resolution) -> None:
        self.resolution = resolution
        self._uses: dict[n.Lambda, _Uses] = {}
        #: parameter → the function that it belongs to
        self._owner: dict[Variable, n.Lambda] = {}
        self._answers: dict[Variable, bool] = {}

    def parameter(self, function: n.Lambda, index: int) -> Variable | None:
        """Plain parameter number *index* of a curried function."""
        chain = function
        for _ in range(index):
            if chain.formals is not None or not isinstance(chain.body, n.Lambda):
                return None
            chain = chain.body
        if chain.formals is not None:
            return None
        variable = self.resolution.params.get(chain)
        if variable is not None:
            self._owner[variable] = function
        return variable

    def stays(self, function: n.Lambda, index: int) -> bool:
        """Whether argument number *index* of *function* is nowhere to be seen unevaluated."""
        start = self.parameter(function, index)
        if start is None:
            return False
        known = self._answers.get(start)
        if known is not None:
            return known
        seen = {start}
        waiting = [start]
        while waiting:
            variable = waiting.pop()
            uses = self._of(self._owner[variable])
            if variable in uses.escaping:
                self._answers[start] = False
                return False
            fresh = uses.passed.get(variable, set()) - seen
            seen |= fresh
            waiting += fresh
        for variable in seen:
            self._answers[variable] = True
        return True

    def _of(self, function: n.Lambda) -> _Uses:
        uses = self._uses.get(function)
        if uses is None:
            uses = self._uses[function] = self._scan(function)
        return uses

    def _scan(self, function: n.Lambda) -> _Uses:
        uses = _Uses()
        references = self.resolution.uses
        stack: list[n.Expr] = [function]

        def lazy(node: n.Expr) -> None:
            if not isinstance(node, n.Var):
                stack.append(node)
                return
            reference = references[node]
            if isinstance(reference, Variable):
                uses.escaping.add(reference)

        while stack:
            node = stack.pop()
            if isinstance(node, n.Apply):
                self._application(node, uses, stack)
            elif isinstance(node, n.Binary):
                for operand in (node.left, node.right):
                    if node in references:
                        lazy(operand)
                    else:
                        stack.append(operand)
            elif isinstance(node, n.Negate):
                if node in references:
                    lazy(node.operand)
                else:
                    stack.append(node.operand)
            elif isinstance(node, n.Not):
                stack.append(node.operand)
            elif isinstance(node, n.If):
                stack += (node.condition, node.consequent, node.alternative)
            elif isinstance(node, n.Assert):
                stack += (node.condition, node.body)
            elif isinstance(node, n.Select):
                stack.append(node.subject)
                stack += [s.name for s in node.path if not isinstance(s.name, str)]
                if node.default is not None:
                    stack.append(node.default)
            elif isinstance(node, n.HasAttr):
                stack.append(node.subject)
                stack += [s.name for s in node.path if not isinstance(s.name, str)]
            elif isinstance(node, n.Interpolation):
                stack += node.parts
            elif isinstance(node, n.Lambda):
                stack.append(node.body)
                for formal in node.formals or ():
                    if formal.default is not None:
                        lazy(formal.default)
            elif isinstance(node, n.Let):
                stack += (node.bindings, node.body)
            elif isinstance(node, n.AttrSet):
                for origin in node.origins:
                    lazy(origin)
                for binding in node.bindings:
                    if binding.value is not None:
                        lazy(binding.value)
                for dynamic in node.dynamic:
                    stack.append(dynamic.name)
                    lazy(dynamic.value)
            elif isinstance(node, n.With):
                lazy(node.env)
                stack.append(node.body)
            elif isinstance(node, n.ListExpr):
                for item in node.items:
                    lazy(item)
        return uses

    def _application(self, node: n.Apply, uses: _Uses, stack: list[n.Expr]) -> None:
        references = self.resolution.uses
        stack.append(node.function)
        callee = references[node.function] if isinstance(node.function, n.Var) else None
        for index, arg in enumerate(node.args):
            if not isinstance(arg, n.Var):
                stack.append(arg)
                continue
            given = references[arg]
            if not isinstance(given, Variable):
                continue
            taken = None
            if isinstance(callee, Variable) and callee.function is not None:
                taken = self.parameter(callee.function, index)
            if taken is None:
                uses.escaping.add(given)
            else:
                uses.passed.setdefault(given, set()).add(taken)
