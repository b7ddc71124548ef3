"""Emitting operators.

As in Nix, some operators are calls of builtins (``a - b`` is ``__sub a b``) and say
so in traces, and go through the scope: a program may redefine ``__sub``.  Operands
are evaluated in Nix's order, which shows in errors: ``a > b`` is ``b < a`` and
evaluates ``b`` first, ``//`` its right side first.
"""

from __future__ import annotations

import ast
from contextlib import nullcontext
from typing import Any

from ..resolve.bindings import Variable
from ..syntax import nodes as n
from .body import Body, Operand
from .expressions import (
    EAGER,
    STRICT,
    apply_cells,
    condition,
    lazy,
    place,
    strict,
    strict_reference,
)

Op = n.Op

#: Operators that Nix runs as a builtin: helper, that builtin's name.
ARITHMETIC = {Op.SUB: ("sub", "sub"), Op.MUL: ("mul", "mul"), Op.DIV: ("div", "div")}
SWAPPED = (Op.GT, Op.LE)
NEGATED = (Op.LE, Op.GE)
COMPARISONS = (Op.LT, Op.GT, Op.LE, Op.GE)


def strict_binary(body: Body, node: n.Binary) -> Operand:
    op = node.op
    if node in body.unit.resolution.uses:
        return shadowed(body, node)
    if op is Op.AND or op is Op.OR or op is Op.IMPL:
        return logical(body, node)
    if op in ARITHMETIC:
        helper, name = ARITHMETIC[op]
        with body.within("builtin", name, *body.unit.source.line_column(node.pos)):
            left, right = _argument(body, node.left), _argument(body, node.right)
            body.at(node.pos, node.pos + 1)
            ident = body.temp()
            value = body.call(helper, body.load(left), body.load(right))
            if op is Op.SUB and left.ident is not None and _small(right):
                # ``n - 1`` can't overflow but near the end of the range (fib: -5 %).
                far = body.compare(body.name(left.ident), ast.Gt(), body.const(-(2**62)))
                is_int = body.type_is(left.ident, "int")
                direct = ast.BinOp(body.load(left), ast.Sub(), body.load(right), **body.loc)
                test = ast.BoolOp(ast.And(), [is_int, far], **body.loc)
                value = body.if_else(test, direct, value)
            body.set(ident, value)
        return Operand(ident)
    if op in COMPARISONS:
        return comparison(body, node)
    if op is Op.UPDATE:
        right = need_set(body, node.right, "in the right operand of the update (//) operator", node)
        left = need_set(body, node.left, "in the left operand of the update (//) operator", node)
        body.at(node.pos, node.pos + 2)
        ident = body.temp()
        body.set(ident, body.call("update", body.load(left), body.load(right)))
        return Operand(ident, kind="set")
    if op is Op.ADD:
        return addition(body, node)
    left, right = strict(body, node.left), strict(body, node.right)
    body.at(node.pos, node.pos + 2)
    ident = body.temp()
    if op is Op.CONCAT:
        body.set(ident, body.call("concat", body.load(left), body.load(right)))
        return Operand(ident, kind="list")
    helper = "equals" if op is Op.EQ else "not_equals"
    shortcut = _equals_literal(body, left, right, op)
    if shortcut is not None:
        other = body.call(helper, body.load(left), body.load(right), body.depth())
        wanted, verdict = shortcut
        if wanted:
            local = body.local(left if left.ident is not None else right)
            verdict = body.if_else(body.type_is(local, wanted), verdict, other)
        body.set(ident, verdict)
        return Operand(ident, kind="bool")
    body.set_once(ident, body.call(helper, body.load(left), body.load(right), body.depth()))
    return body.settle_value(ident, "bool")


def _argument(body: Body, node: n.Expr) -> Operand:
    """An operand that a builtin evaluates: to Nix a variable has no place there."""
    if isinstance(node, n.Var) and isinstance(body.unit.resolution.uses[node], Variable):
        with body.within("argument"):
            return strict(body, node)
    return strict(body, node)


def _equals_literal(
    body: Body, left: Operand, right: Operand, op: n.Op
) -> tuple[str, ast.expr] | None:
    """The comparison with an integer, a string, null or ``[ ]``, and the type of the other
    operand for which it holds ("" for all): it needs no call, and nothing can suspend."""
    if (left.ident is None) == (right.ident is None):
        return None
    literal = left if left.ident is None else right
    if literal.kind == "NoneType":
        test: ast.cmpop = ast.Is() if op is Op.EQ else ast.IsNot()
        return "", body.compare(body.load(left), test, body.load(right))
    if literal.kind not in ("int", "str", "list"):
        return None
    # No other type's values equal a Python string or tuple (a string with context is one).
    test = ast.Eq() if op is Op.EQ else ast.NotEq()
    of = "int" if literal.kind == "int" else ""
    return of, body.compare(body.load(left), test, body.load(right))


def _small(operand: Operand) -> bool:
    """Whether the operand is an integer literal far from the limits."""
    return operand.ident is None and operand.kind == "int" and 0 <= operand.value < 2**62


def need_set(body: Body, node: n.Expr, message: str, parent: n.Binary) -> Operand:
    """Evaluate an operand of ``//`` to a set.  Nix explains no operand that is ``//`` itself."""
    if isinstance(node, n.Binary) and node.op is Op.UPDATE and not body.unit.is_apart(node):
        return strict(body, node)
    with body.saying(message, place(node)):
        operand = strict(body, node)
        if operand.kind == "set":
            return operand
        body.at(node.pos, node.end)
        ident = body.local(operand)
        body.emit(
            body.if_(
                body.type_is(ident, "Attrs", False),
                [body.raise_(body.call("attrs_expected", body.name(ident)))],
                [],
            )
        )
        return Operand(ident, kind="set")


def addition(body: Body, node: n.Binary) -> Operand:
    left_start, right_start = node.starts or (node.left.pos, node.right.pos)
    left = strict(body, node.left)
    # Nix coerces (and so checks) the left operand before it evaluates the right one.
    if left.kind not in ("int", "str", "float", "path"):
        body.at(left_start, node.left.end)
        checked = body.temp()
        body.set_once(checked, body.load(left))
        with body.branch() as unusual:
            body.set(checked, body.call("check_left", body.ctx(), body.name(checked), body.depth()))
            body.settle_value(checked)
        body.emit(body.if_(body.type_is(checked, "int", False), unusual, []))
        body.forced.add(checked)
        left = Operand(checked)
    right = strict(body, node.right)
    result = body.temp()
    with body.within("op", *body.unit.source.line_column(node.pos)):
        body.at(right_start, node.right.end)
    both_int = {left.kind, right.kind} <= {"", "int"} and bool(left.ident or right.ident)
    with body.branch() if both_int else nullcontext(body.statements) as general:
        call = body.call("add", body.ctx(), body.load(left), body.load(right), body.depth())
        body.set_once(result, call)
        body.settle_value(result)
    if both_int:
        # Two integers without overflow need no call (fib: -5 %).
        checks = [
            body.type_is(operand.ident, "int")
            for operand in (left, right)
            if operand.ident is not None
        ]
        total = ast.BinOp(body.load(left), ast.Add(), body.load(right), **body.loc)
        target = ast.Name(result, ast.Store(), **body.loc)
        bits = ast.Call(
            body.attribute(ast.NamedExpr(target, total, **body.loc), "bit_length"),
            [],
            [],
            **body.loc,
        )
        checks.append(body.compare(bits, ast.Lt(), body.const(64)))
        test = ast.BoolOp(ast.And(), checks, **body.loc)
        body.emit(body.if_(body.not_(test), general, []))
    body.forced.add(result)
    return Operand(result)


def comparison(body: Body, node: n.Binary) -> Operand:
    if node.op in NEGATED:
        with body.saying(NOT, node.pos):
            return _comparison(body, node)
    return _comparison(body, node)


def _comparison(body: Body, node: n.Binary) -> Operand:
    first, second = node.left, node.right
    if node.op in SWAPPED:
        first, second = second, first
    with body.within("builtin", "lessThan", *body.unit.source.line_column(node.pos)):
        left, right = _argument(body, first), _argument(body, second)
        body.at(node.pos, node.pos + 1)
        ident = body.temp()
        general = body.call("less", body.load(left), body.load(right), body.depth())
        known = (left.kind == "int", right.kind == "int")
        if any(known) and not all(known):
            # Against an integer literal nothing can suspend (benchmarks: fib, -17 %).
            other = right if known[0] else left
            direct = body.compare(body.load(left), ast.Lt(), body.load(right))
            body.set(
                ident,
                body.if_else(body.type_is(body.local(other), "int"), direct, general),
            )
        else:
            body.set_once(ident, general)
            body.settle_value(ident)
    if node.op in NEGATED:
        negated = body.temp()  # a local of its own: see ``Body.once``
        body.set(negated, body.not_(body.name(ident)))
        ident = negated
    return Operand(ident, kind="bool")


def shadowed(body: Body, node: n.Binary) -> Operand:
    """An operator whose function the program redefines (``let __sub = …``)."""
    body.at(node.pos, node.pos + 1)
    function = strict_reference(body, body.unit.resolution.uses[node])
    left, right = lazy(body, node.left), lazy(body, node.right)
    if node.op in SWAPPED:
        left, right = right, left
    body.at(node.pos, node.pos + 1)
    operand = apply_cells(body, function, [left, right])
    if node.op in NEGATED:
        result = body.temp()
        ident = body.local(operand)
        body.emit(
            body.if_(
                body.type_is(ident, "bool", False),
                [body.raise_(body.call("not_bool", body.name(ident), body.const(True)))],
                [],
            )
        )
        body.set(result, body.not_(body.name(ident)))
        return Operand(result, kind="bool")
    return operand


LOGICAL = {Op.AND: "AND (&&)", Op.OR: "OR (||)", Op.IMPL: "IMPL (->)"}


def logical(body: Body, node: n.Binary) -> Operand:
    """``&&``, ``||``, ``->``: the right operand only when it decides."""
    name = LOGICAL[node.op]
    end = node.pos + 2
    left = condition(body, node.left, f"in the left operand of the {name} operator", node.pos, end)
    first = body.taken(left)
    result = body.temp()
    body.at(node.pos, end)
    body.set(result, body.not_(first) if node.op is Op.IMPL else first)
    with body.branch() as rest:
        right = condition(
            body, node.right, f"in the right operand of the {name} operator", node.pos, end
        )
        body.at(node.pos, end)
        body.set(result, body.taken(right))
    test = body.name(result)
    body.emit(body.if_(test if node.op is Op.AND else body.not_(test), rest, []))
    return Operand(result, kind="bool")


#: What Nix says of the operand of ``!``, and of the ``<`` behind ``<=`` and ``>=``.
NOT = "in the argument of the not operator"


def strict_not(body: Body, node: n.Not) -> Operand:
    operand = condition(body, node.operand, NOT, place(node.operand), node.end)
    body.at(node.pos, node.end)
    value = body.taken(operand)
    ident = body.temp()
    body.set(ident, body.not_(value))
    return Operand(ident, kind="bool")


def strict_negate(body: Body, node: n.Negate) -> Operand:
    reference = body.unit.resolution.uses.get(node)
    if reference is not None:
        body.at(node.pos, node.pos + 1)
        function = strict_reference(body, reference)
        cell = lazy(body, node.operand)
        return apply_cells(body, function, [body.const(0), cell])
    with body.within("builtin", "sub", *body.unit.source.line_column(node.pos)):
        operand = _argument(body, node.operand)
        body.at(node.pos, node.pos + 1)
        ident = body.temp()
        body.set(ident, body.call("sub", body.const(0), body.load(operand)))
    return Operand(ident)


# --- arguments evaluated at once -----------------------------------------------------------


def eager_arithmetic(body: Body, node: n.Binary, cell: ast.expr) -> ast.expr:
    """``a + b`` and ``a - b`` of integers that are there already, else *cell*.

    Where that can't be told apart, it takes no thunk (fib: half the time; a loop that counts
    and adds up makes no chain of them).
    """
    if node.op not in (Op.ADD, Op.SUB) or node in body.unit.resolution.uses:
        return cell
    left, right = _at_hand(body, node.left), _at_hand(body, node.right)
    if left is None or right is None or (left.ident is None and right.ident is None):
        return cell
    checks: list[ast.expr] = [
        body.type_is(operand.ident, "int") for operand in (left, right) if operand.ident is not None
    ]
    operator: ast.operator = ast.Add() if node.op is Op.ADD else ast.Sub()
    value: ast.expr = ast.BinOp(body.load(left), operator, body.load(right), **body.loc)
    if node.op is Op.SUB and _small(right) and left.ident is not None:
        checks.append(body.compare(body.name(left.ident), ast.Gt(), body.const(-(2**62))))
    elif node.op is Op.ADD and _small(right) and left.ident is not None:
        checks.append(body.compare(body.name(left.ident), ast.Lt(), body.const(2**62)))
    else:
        result = body.temp()
        named = ast.NamedExpr(ast.Name(result, ast.Store(), **body.loc), value, **body.loc)
        bits = ast.Call(body.attribute(named, "bit_length"), [], [], **body.loc)
        checks.append(body.compare(bits, ast.Lt(), body.const(64)))
        value = body.name(result)
    return body.if_else(ast.BoolOp(ast.And(), checks, **body.loc), value, cell)


def _at_hand(body: Body, node: n.Expr) -> Operand | None:
    """An integer literal, or a variable in a local."""
    if isinstance(node, n.Int):
        return Operand(None, node.value, "int")
    if not isinstance(node, n.Var):
        return None
    reference = body.unit.resolution.uses[node]
    if not isinstance(reference, Variable) or reference.function is not None:
        return None
    if reference.constant is not None:
        constant: Any = reference.constant
        return Operand(None, constant.value, "int") if isinstance(constant, n.Int) else None
    if reference.group is not None and reference.group.ident is not None:
        return None
    return Operand(reference.ident)


EAGER[n.Binary] = eager_arithmetic

STRICT.update({n.Binary: strict_binary, n.Not: strict_not, n.Negate: strict_negate})
