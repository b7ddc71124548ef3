"""What the resolver finds out: the contract between ``resolve`` and ``compile``.

The resolver adds nothing to the syntax nodes; its results lie beside them in a
``Resolution``, keyed by node.

A *body* is what becomes one Python function: a lambda's body, or an expression
in a lazy position (a thunk), or one nested too deep for its surroundings.  A
variable is local to exactly one body and captured by value in the bodies inside
it.  Variables of a recursive group that need each other live in the group's
*frame*, one shared mutable list, which is captured instead.
"""

from __future__ import annotations

from ..records import dataclass, field, struct
from ..syntax.nodes import Expr, Lambda


class Variable:
    """A statically bound variable.

    *ident*: its name as a Python local, unique in the unit.  *level*: nesting
    depth of the body that it is local to.  *group* and *slot*: its place in a
    frame, None and -1 for a plain local.  *is_value*: its cell is never a thunk.
    *constant*: the literal that it stands for, None if it is none.  *function*: the
    lambda that it is bound to for good, None if it isn't known.  *builtin*: the builtin that
    it is bound to, None if to none; *idle*: nothing refers to it but as to that.
    """

    __slots__ = (
        "builtin",
        "constant",
        "function",
        "group",
        "ident",
        "idle",
        "is_value",
        "level",
        "name",
        "slot",
    )

    def __init__(self, name: str, ident: str, level: int) -> None:
        self.name = name
        self.ident = ident
        self.level = level
        self.group: Group | None = None
        self.slot = -1
        self.is_value = False
        self.constant: Expr | None = None
        self.function: Lambda | None = None
        self.builtin: Global | None = None
        self.idle = False

    def __repr__(self) -> str:
        return f"Variable({self.ident})"


@struct(frozen=True, slots=True)
class Global:
    """A name of the builtins scope."""

    name: str


@struct(frozen=True, slots=True)
class Dynamic:
    """A name that no static scope defines: looked up in the enclosing ``with`` scopes.

    *scope*: the variable of the innermost one, which leads to the others.
    """

    name: str
    scope: Variable


Reference = Variable | Global | Dynamic


class Group:
    """The variables that one ``let``, ``rec`` or set pattern binds together, in symbol order.

    *order*: the variables in an order in which their cells can be made: each
    after those it captures, except within a cycle, whose members live in the
    frame (local name *ident*, None when no member needs it).
    """

    __slots__ = ("ident", "order", "overridden", "size", "variables")

    def __init__(self, variables: dict[str, Variable]) -> None:
        self.variables = variables
        #: ``__overrides`` may replace cells: nothing may copy them while the set is made.
        self.overridden = False
        self.order: list[Variable] = []
        self.ident: str | None = None
        self.size = 0


@dataclass(slots=True)
class Resolution:
    """All that is known about the names of one unit.

    *uses*: what each ``Var`` refers to; also the shadowed operator function of a
    ``Binary``/``Negate`` node, absent where the operator is Nix's own;
    ``(findFile, nixPath)`` of a ``SearchPath``; and the builtin that a ``Select`` from the
    set of all of them means.  *groups*: of ``Let``, recursive
    ``AttrSet`` and pattern ``Lambda`` nodes.  *params*: the variable bound by a
    lambda's parameter name.  *origins*: variables holding the ``inherit (e)``
    sources of an ``AttrSet``.  *withs*: the variable of a ``With``, and
    that of the ``with`` around it, None for the outermost.
    *free*: the variables each body captures, in order of first use.  *split*:
    nodes compiled out of line because they are nested too deep.  *names*: what
    a ``Lambda`` is called in traces.  *aliased*: the names of each group whose code
    depends on their symbol order, in that order.  *numbers*: of everything that may
    become a body, in the order of the source.  *in_order*: whether that order, which is
    also that of captures, is the same in each process.
    """

    uses: dict[Expr, Reference] = field(default_factory=dict)
    search: dict[Expr, tuple[Reference, Reference]] = field(default_factory=dict)
    groups: dict[Expr, Group] = field(default_factory=dict)
    params: dict[Expr, Variable] = field(default_factory=dict)
    origins: dict[Expr, tuple[Variable, ...]] = field(default_factory=dict)
    withs: dict[Expr, tuple[Variable, Variable | None]] = field(default_factory=dict)
    free: dict[Expr, tuple[Variable, ...]] = field(default_factory=dict)
    split: set[Expr] = field(default_factory=set)
    names: dict[Expr, str] = field(default_factory=dict)
    scope: dict[str, Variable] = field(default_factory=dict)
    aliased: list[tuple[str, ...]] = field(default_factory=list)
    numbers: dict[Expr, int] = field(default_factory=dict)
    in_order: bool = True
