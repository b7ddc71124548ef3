"""The names of the runtime that generated code uses: the one table of them.

``compile`` imports no runtime, so that code objects stay plain data that can be
marshalled; a test checks that every name here exists in ``runtime.linkage``,
which supplies them as the globals of a unit.
"""

from __future__ import annotations

#: Of the language: types and helpers of ``aionix.runtime``.
RUNTIME_NAMES = frozenset(
    {
        "type",
        "list",
        "bool",
        "str",
        "int",
        "len",
        "CORO",
        "GUARD",
        "MISSING",
        "PENDING",
        "Attrs",
        "Lambda",
        "LambdaInfo",
        "Path",
        "add",
        "add_dynamic",
        "again",
        "apply_overrides",
        "assert_equal",
        "assertion_failed",
        "attr_name",
        "attrs_expected",
        "bad_argument",
        "call1",
        "check_left",
        "call2",
        "call3",
        "calln",
        "concat",
        "curpos",
        "div",
        "dynamic_name",
        "equals",
        "finish",
        "force_now",
        "join",
        "join_path",
        "landed",
        "less",
        "lookup",
        "map",
        "mul",
        "named",
        "not_bool",
        "not_equals",
        "path_segment",
        "relative_path",
        "segment",
        "select_from",
        "select_from_frame",
        "sub",
        "tail1",
        "tail2",
        "tail3",
        "tailn",
        "unexpected_argument",
        "update",
    }
)

#: Supplied per unit: its ``Unit`` and the evaluator's ``Context``.
UNIT = "UNIT"
CONTEXT = "CTX"
MAIN = "main"


def builtin_global(name: str) -> str:
    """The global that holds builtin *name* (by its name in the builtins scope)."""
    return "b_" + name.replace("'", "_prime")
