"""Special productions: idioms of Nix, laziness probes, failures, and damaged texts.

The type-directed productions in ``generate`` seldom hit on programs in which
several parts must fit together (a closure's operator, a hash in a given
notation, a tied knot); those are written out here as templates with holes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import binders, literals
from .shapes import BOOL, INT, STRING, Shape, has_function, inner_of, list_of
from .tree import CALL, LAMBDA, SELECT, SIMPLE, Many, Part, Sub, Tree

if TYPE_CHECKING:
    from .catalogue import Entry
    from .generate import Generator, Scope

#: A template's holes: ``E`` an expression, ``A`` an argument, ``F`` something that fails.
_HOLES = re.compile(r"(«[^»]*»)")


def template(text: str, level: int, kind: str, **holes: Tree) -> Tree:
    """A tree from *text*, in which ``«name»`` stands for a hole and ``«name!»`` for an argument.

    Plain holes are where any expression may stand, argument holes (list
    elements, arguments, subjects of selections) take tight ones only.
    """
    parts: list[Part] = []
    for piece in _HOLES.split(text):
        if piece.startswith("«"):
            name = piece[1:-1]
            tight = name.endswith("!")
            parts.append(Sub(holes[name.rstrip("!")], SIMPLE if tight else LAMBDA))
        elif piece:
            parts.append(piece)
    return Tree(kind, level, tuple(parts))


def list_of_trees(items: list[Tree], space: Callable[[], str]) -> Tree:
    """``[ … ]``"""
    elements = tuple((space(), Sub(item, SELECT)) for item in items)
    return Tree("list", SIMPLE, ("[", Many(elements), " ]"))


# Failures

_FAILURES: tuple[tuple[float, int, str], ...] = (
    (6, CALL, 'throw "oops"'),
    (1, CALL, 'abort "stop"'),
    (2, LAMBDA, "assert false; 1"),
    (1, SIMPLE, "{ }.a"),
    (0.6, SIMPLE, "{ foo = 1; }.fo"),
    (0.5, LAMBDA, "with { }; nope"),
    (1, LAMBDA, "let x = x; in x"),
    (0.5, SIMPLE, "rec { a = b; b = a; }.a"),
    (0.4, LAMBDA, "let l = [ (builtins.head l) ]; in builtins.head l"),
    (0.6, 0, "1 / 0"),
    (0.5, 0, "9223372036854775807 + 1"),
    (0.3, 0, "-9223372036854775807 - 2"),
    (0.3, 0, "9223372036854775807 * 2"),
    (0.6, 0, '1 + "a"'),
    (0.4, 0, '"a" + 1'),
    (0.3, 0, "{ } + 1"),
    (0.3, 0, "1 - null"),
    (0.5, 0, "[ ] ++ 1"),
    (0.5, 0, "{ } // 1"),
    (0.4, 0, "1 < true"),
    (0.4, 0, '1 < "a"'),
    (0.4, CALL, "builtins.head [ ]"),
    (0.4, CALL, "builtins.elemAt [ 1 ] 3"),
    (0.5, CALL, "({ a }: a) { }"),
    (0.5, CALL, "({ a }: a) { a = 1; b = 2; }"),
    (0.4, CALL, "({ foo, ... }: foo) { fo = 1; }"),
    (0.5, CALL, "1 2"),
    (0.3, CALL, "{ } 2"),
    (0.3, CALL, "toString { }"),
    (0.4, SIMPLE, '"${1}"'),
    (0.3, CALL, "builtins.toJSON (x: x)"),
    (0.4, LAMBDA, "if 1 then 2 else 3"),
    (0.3, 0, "!1"),
    (0.3, 0, '-"a"'),
    (0.4, SIMPLE, "builtins.nope"),
    (0.3, CALL, "throw 1"),
    (0.3, CALL, "throw { }"),
    (0.3, LAMBDA, "assert 1; 2"),
    (0.3, LAMBDA, "assert { a = 1; } == { a = 2; }; 2"),
    (0.2, LAMBDA, "assert [ 1 { b = 2; } ] == [ 1 { b = 3; } ]; 2"),
    (0.3, SIMPLE, '{ ${"a"} = 1; ${"a"} = 2; }'),
    (0.2, SIMPLE, "{ ${1} = 1; }"),
    (0.2, CALL, "builtins.fromJSON 1"),
    (0.2, CALL, 'builtins.addErrorContext "while testing" (throw "deep")'),
    (0.2, LAMBDA, "with 1; x"),
    (0.2, SIMPLE, "(x: x).a"),
    (0.2, CALL, '(x: y: throw x) "lambda" 2'),
    (0.1, SIMPLE, "undefined"),
    (0.1, SIMPLE, "<nix/missing>"),
)


def failing(g: Generator, scope: Scope, depth: int) -> Tree:
    """An expression that fails when it is forced."""
    level, text = g.choose.weighted([(w, (level, text)) for w, level, text in _FAILURES])
    if text.startswith("throw ") and g.choose.chance(0.3):
        return template("throw «m!»", CALL, "failing", m=g.expression(STRING, scope, depth - 1))
    return Tree("failing", level, (text,))


# Idioms: templates by the type they make; E1, E2 … are of the type itself

_ANYWHERE: tuple[tuple[float, int, str], ...] = (
    # what is and what isn't forced
    (1, LAMBDA, "let r = builtins.tryEval «f!»; in if r.success then r.value else «e»"),
    (0.6, LAMBDA, "let r = builtins.tryEval «e!»; in if r.success then r.value else «e2»"),
    (0.5, CALL, "(a: b: b) «f!» «e!»"),
    (0.5, CALL, "builtins.head [ «e!» «f!» ]"),
    (0.5, CALL, "builtins.elemAt [ «f!» «e!» ] 1"),
    (0.5, SIMPLE, "{ a = «e»; b = «f»; }.a"),
    (0.4, LAMBDA, "let unused = «f»; in «e»"),
    (0.5, CALL, "builtins.seq «s!» «e!»"),
    (0.4, CALL, "builtins.seq { a = «f»; } «e!»"),
    (0.4, CALL, "builtins.deepSeq [ «s!» ] «e!»"),
    (0.2, CALL, "builtins.deepSeq { z = «f»; a = [ «f!» ]; } «e!»"),
    (0.4, LAMBDA, "if true || «f!» then «e» else «f»"),
    (0.3, LAMBDA, "if false && «f!» then «f» else «e»"),
    (0.2, LAMBDA, "if false -> «f!» then «e» else «f»"),
    (0.3, SIMPLE, "(«f!».a or «e!»)"),
    (0.3, SIMPLE, "({ a = «f»; }.b or «e!»)"),
    (0.2, SIMPLE, "({ a = «f»; }.a or «e!»)"),
    (0.2, SIMPLE, "({ a.b = 1; }.a.b.c or «e!»)"),
    (0.3, CALL, "builtins.trace «s!» «e!»"),
    (0.3, CALL, 'builtins.addErrorContext "ctx" «e!»'),
    (0.2, CALL, "builtins.foldl' (a: b: b) «f!» [ «f!» «e!» ]"),
    (0.3, CALL, "builtins.foldl' (acc: x: acc) «e!» [ 1 «f!» ]"),
    # functions
    (0.5, CALL, "{ __functor = self: x: x; k = 1; } «e!»"),
    (0.3, CALL, "{ __functor = self: self.h; h = x: x; } «e!»"),
    (0.5, CALL, "({ a ? «e», b ? a }: b) { }"),
    (0.3, CALL, "({ a, b ? «f» }: a) { a = «e»; }"),
    (0.3, CALL, "({ a, ... }@args: args.a) { a = «e»; b = «f»; }"),
    (0.3, CALL, "(args@{ a ? «f», ... }: args.a) { a = «e»; }"),
    (0.2, CALL, "({ a ? «f», ... }@args: args.a or «e!») { }"),
    (0.3, CALL, "(x: y: z: y) «s!» «e!» «s!»"),
    (0.3, LAMBDA, "let compose = f: g: x: f (g x); in compose (x: x) (x: x) «e!»"),
    (0.3, LAMBDA, "let fix = f: let x = f x; in x; in (fix (self: { a = «e»; b = self.a; })).b"),
    # scopes
    (0.3, LAMBDA, "with { a = «f»; }; with { a = «e»; }; a"),
    (0.3, LAMBDA, "let a = «e»; in with { a = «f»; }; a"),
    (0.3, SIMPLE, "rec { b = a; a = «e»; }.b"),
    (0.2, SIMPLE, "rec { a = «f»; b = a; __overrides = { a = «e»; }; }.b"),
    (0.2, LAMBDA, "let inherit ({ a = «e»; b = «f»; }) a b; in a"),
    (0.2, SIMPLE, "{ a.b = «f»; a.c = «e»; }.a.c"),
    (0.2, SIMPLE, "{ a = rec { b = c; c = «e»; }; a.d = 1; }.a.b"),
    (0.2, SIMPLE, '(builtins.listToAttrs [ { name = "a"; value = «e»; } { name = "a"; } ]).a'),
    (0.2, SIMPLE, "(builtins.mapAttrs (n: v: v) { a = «e»; b = «f»; }).a"),
    (0.2, SIMPLE, "({ a = «f»; } // { a = «e»; }).a"),
    (0.2, SIMPLE, "(builtins.intersectAttrs { a = «f»; } { a = «e»; }).a"),
    (0.2, SIMPLE, '(builtins.removeAttrs { a = «e»; b = «f»; } [ "b" ]).a'),
    (
        0.2,
        SIMPLE,
        "(builtins.zipAttrsWith (n: vs: builtins.head vs) [ { a = «e»; } { a = «f»; } ]).a",
    ),
    (0.1, SIMPLE, '(builtins.groupBy (x: "k") [ «e!» «f!» ]).k'),
    (0.15, SIMPLE, "(builtins.partition (x: true) [ «e!» ]).right"),
    (0.2, CALL, "builtins.scopedImport { a = «e»; } ./free.nix"),
    (0.2, CALL, "import ./function.nix { x = «e»; }"),
    (0.2, LAMBDA, "let __sub = a: b: «e»; in 2 - 1"),
    (0.15, LAMBDA, "let __lessThan = a: b: «b»; in if 1 < 2 then «e» else «e2»"),
    (0.1, LAMBDA, "let __mul = a: b: «e»; __div = a: b: «e2»; in if true then 2 * 1 else 2 / 1"),
)

_TYPED: dict[str, tuple[tuple[float, int, str], ...]] = {
    "int": (
        (1, CALL, "builtins.length [ «f!» «e!» ]"),
        (0.5, CALL, "builtins.length (builtins.attrNames { a = «f»; b = «e»; })"),
        (0.5, SIMPLE, "__curPos.column"),
        (0.3, SIMPLE, "__curPos.line"),
        (0.6, CALL, "builtins.foldl' (a: b: a + b) «e!» [ 1 2 «e2!» ]"),
        (0.4, SIMPLE, '(builtins.unsafeGetAttrPos "a" { a = «f»; }).column'),
        (0.6, CALL, "builtins.length (builtins.genList (x: «f») 3)"),
        (0.6, CALL, "builtins.elemAt (builtins.genList (x: x * «e!») 4) 2"),
        (0.4, CALL, "builtins.floor (1.5 * «e!»)"),
        (0.4, CALL, "builtins.ceil (1.0 * «e!»)"),
        (0.3, CALL, "builtins.length (builtins.filter (x: x > «e!») [ 1 2 3 ])"),
        (0.3, CALL, "builtins.bitXor (builtins.bitAnd «e!» «e2!») (builtins.bitOr «e!» 1)"),
    ),
    "float": ((1, CALL, "builtins.foldl' (a: b: a * b) «e!» [ 1 2.5 ]"),),
    "bool": (
        (1, CALL, "builtins.any (x: x == «s!») [ 1 2 «s!» ]"),
        (1, CALL, "builtins.all (x: x < «i!») [ 1 2 ]"),
        (0.6, SIMPLE, "(builtins.tryEval «f!»).success"),
        (0.5, LAMBDA, "let s = { f = x: x; v = «s»; }; in s == s"),
        (0.4, LAMBDA, "let f = x: x; in [ f ] == [ f ]"),
        (0.3, LAMBDA, "let x = «s»; in [ x 1 ] == [ x 1 ]"),
        (0.3, 0, "[ 1 «i!» ] < [ 1 «i!» ]"),
        (0.3, 0, "{ zz = 1; aa = «f»; } == { aa = 1; zz = 2; }"),
        (0.3, 0, "«m!» ? a.b"),
        (0.3, 0, "«m!» // { a = 1; } ? a"),
        (0.3, CALL, 'builtins.hasAttr "a" { a = «f»; }'),
        (0.3, 0, "1 == 1.0 && «e!»"),
        (0.3, CALL, "builtins.elem «s!» [ «s!» «s!» ]"),
        (
            0.3,
            0,
            '{ type = "derivation"; outPath = «s»; x = «f»; } == '
            '{ type = "derivation"; outPath = «s»; y = 2; }',
        ),
    ),
    "string": (
        (1.2, CALL, 'builtins.replaceStrings [ «e!» "b" ] [ "1" «e2!» ] «e!»'),
        (0.6, CALL, 'builtins.replaceStrings [ "a" "" ] [ «e!» "-" ] «e2!»'),
        (0.4, CALL, 'builtins.replaceStrings [ "a" ] [ «f!» ] «e!»'),
        (0.3, CALL, 'builtins.replaceStrings [ "a" "b" ] [ "x" ] «e!»'),
        (1, SIMPLE, '"a${«e»}b${«e2»}"'),
        (0.5, SIMPLE, '"${{ __toString = self: «e»; }}"'),
        (0.5, SIMPLE, '"${{ outPath = «e»; }}"'),
        (0.4, CALL, "toString { __toString = self: self.a; a = «e»; }"),
        (0.4, CALL, 'builtins.concatStringsSep "," (builtins.attrNames «m!»)'),
        (0.6, CALL, "builtins.concatStringsSep «e!» (map toString [ 1 «s!» «s!» ])"),
        (0.6, CALL, "builtins.toJSON { b = «s»; a = [ «s!» ]; }"),
        (0.6, CALL, "builtins.toXML [ «s!» «s!» ]"),
        (0.3, CALL, "builtins.toJSON { __toString = self: «e»; }"),
        (0.3, CALL, "builtins.toJSON { outPath = «s»; }"),
        (0.5, CALL, "builtins.substring 1 «i!» «e!»"),
        (0.3, CALL, "toString [ «s!» [ ] «s!» ]"),
        (0.3, CALL, "builtins.baseNameOf (./a + «e!»)"),
        (0.3, CALL, "toString (/. + «e!»)"),
        (0.3, 0, '"a" + ./b'),
        (0.2, SIMPLE, '"${./a.txt}"'),
        (0.2, CALL, "builtins.unsafeDiscardStringContext «c!»"),
        (0.2, CALL, "builtins.concatStringsSep «c!» [ «e!» ]"),
        (0.2, CALL, "builtins.toXML (import ./function.nix)"),
        (0.2, CALL, 'builtins.elemAt (builtins.split "(a)" «e!») 0'),
        (0.3, SIMPLE, "(builtins.tryEval (throw «e!»)).value or «e2!»"),
    ),
    "list": (
        (0.6, CALL, "map (x: x) «e!»"),
        (0.4, CALL, "builtins.tail [ «f!» ]"),
        (0.4, CALL, "builtins.filter (x: true) «e!»"),
        (0.4, CALL, "builtins.concatMap (x: [ x ]) «e!»"),
        (0.4, CALL, "builtins.genList (i: builtins.elemAt «e!» i) (builtins.length «e!»)"),
        (0.3, CALL, "builtins.sort (a: b: «b») «e!»"),
        (0.3, 0, "«e!» ++ «e2!» ++ [ ]"),
        (0.3, CALL, "builtins.foldl' (acc: x: [ x ] ++ acc) [ ] «e!»"),
        (0.2, LAMBDA, "let l = «e»; in l ++ l"),
        (0.2, CALL, "builtins.attrValues { a = «f»; }"),
        (0.2, CALL, 'builtins.catAttrs "a" [ { a = «f»; } { } ]'),
    ),
    "map": (
        (0.6, CALL, "builtins.mapAttrs (n: v: v) «e!»"),
        (0.4, CALL, 'builtins.listToAttrs [ { name = "a" + "b"; value = «f»; } ]'),
        (0.3, LAMBDA, "let x = { y = x; }; in x"),
        (0.3, CALL, 'builtins.removeAttrs «e!» [ "a" "c" ]'),
        (0.3, CALL, "builtins.intersectAttrs «m!» «e!»"),
        (0.2, CALL, "builtins.functionArgs ({ a, b ? «f», ... }: 1)"),
        (0.2, SIMPLE, "«e!»"),
    ),
}

#: Whole values of types the goal may coincide with; used where the goal is a list of sets etc.
_CLOSURE = (
    "builtins.genericClosure { startSet = [ { key = «k»; } ]; operator = x: [ { key = «k»; } ]; }",
    "builtins.genericClosure { startSet = [ { key = 0; } { key = 5; } ]; operator = x: "
    "if x.key < 4 then [ { key = x.key + 1; v = «s»; } ] else [ ]; }",
    "builtins.genericClosure { startSet = [ ]; operator = «f!»; }",
    "builtins.genericClosure { startSet = [ { key = 1; } { key = 1.0; } { key = 2; v = «f»; } ]; "
    "operator = x: [ ]; }",
    "builtins.genericClosure { startSet = [ { key = «s»; } ]; operator = x: [ { key = «s»; } ]; }",
)


def idiom(g: Generator, goal: Shape, scope: Scope, depth: int) -> Tree | None:
    """One of the idioms that make *goal*."""
    choose = g.choose
    kind = str(goal[0])
    special: list[tuple[float, object]] = [(4, _ANYWHERE), (1, "recursion")]
    if kind in _TYPED:
        special.append((4, _TYPED[kind]))
    if kind == "string":
        special += [(0.8, "hash"), (0.5, "json")]
    if kind == "list":
        special.append((1.2, "closure"))
    if kind in ("int", "float", "bool", "list", "map", "record") and not has_function(goal):
        special.append((0.6, "json"))
    if kind == "record":
        special.append((0.5, "list to set"))
    chosen = choose.weighted(special)
    if chosen == "recursion":
        return binders.recursive_function(g, goal, scope, depth)
    if chosen == "hash":
        return convert_hash(g)
    if chosen == "json":
        source = g.expression(goal, scope, depth)
        return template("builtins.fromJSON (builtins.toJSON «e!»)", CALL, "idiom", e=source)
    if chosen == "closure":
        text, level = choose.pick(_CLOSURE), CALL
    elif chosen == "list to set":
        source = g.expression(goal, scope, depth)
        text = (
            "builtins.listToAttrs (map (n: { name = n; value = «e!».${n}; })"
            " (builtins.attrNames «e!»))"
        )
        return template(text, CALL, "idiom", e=source)
    else:
        assert isinstance(chosen, tuple)
        level, text = choose.weighted([(w, (level, text)) for w, level, text in chosen])
    return template(text, level, "idiom", **fill(g, goal, scope, depth, text))


def fill(g: Generator, goal: Shape, scope: Scope, depth: int, text: str) -> dict[str, Tree]:
    """Expressions for the holes of a template."""
    # A template's own names would capture variables of the program: hide those.
    own = set(re.findall(r"[A-Za-z_]+", _HOLES.sub(" ", text)))
    inside = type(scope)(
        {name: shape for name, shape in scope.lexical.items() if name not in own},
        {name: shape for name, shape in scope.dynamic.items() if name not in own},
    )

    def make(name: str) -> Tree:
        if name == "f":
            return failing(g, inside, 0)
        if name == "s":
            return g.expression(g.shape(1), inside, depth - 1)
        if name == "k":
            return g.expression(g.choose.pick((INT, STRING)), inside, depth - 1)
        if name == "i":
            return g.expression(INT, inside, depth - 1)
        if name == "b":
            return g.expression(BOOL, inside, depth - 1)
        if name == "m":
            return g.expression(("map", g.shape(1)), inside, depth - 1)
        if name == "c":
            return literals.context_string(g.choose)
        if name.startswith("t"):
            return g.expression(STRING, inside, depth - 1)
        return g.expression(goal, inside, depth)

    return {n: make(n) for n in dict.fromkeys(n.strip("«»!") for n in _HOLES.findall(text))}


_FITTING: dict[str, tuple[tuple[int, str], ...]] = {
    "genericClosure": tuple((CALL, text) for text in _CLOSURE),
    "replaceStrings": (
        (CALL, 'builtins.replaceStrings [ «t!» "a" ] [ "x" «t2!» ] «t3!»'),
        (CALL, 'builtins.replaceStrings [ "a" "" "ab" ] [ «t!» "-" "z" ] «t3!»'),
        (CALL, 'builtins.replaceStrings [ "oo" «t!» ] [ "a" (throw "not used") ] "bar"'),
    ),
    "unsafeGetAttrPos": (
        (CALL, 'builtins.unsafeGetAttrPos "a" { b = 1; a = «f»; }'),
        (CALL, 'builtins.unsafeGetAttrPos "a" ({ a = 1; } // { a = «f»; })'),
        (CALL, 'builtins.unsafeGetAttrPos "a" (builtins.mapAttrs (n: v: v) { a = 1; })'),
        (CALL, 'builtins.unsafeGetAttrPos "b" rec { inherit (a) b; a = { b = 1; }; }'),
        (CALL, 'builtins.unsafeGetAttrPos "a" (import ./throws.nix)'),
        (CALL, 'builtins.unsafeGetAttrPos "c" (import ./dir/c.nix)'),
    ),
    "functionArgs": (
        (CALL, "builtins.functionArgs ({ a, b ? «f», ... }: a)"),
        (CALL, "builtins.functionArgs (x@{ d ? x, c, }: c)"),
        (CALL, "builtins.functionArgs (x: «s»)"),
        (CALL, "builtins.functionArgs builtins.map"),
        (CALL, "builtins.functionArgs { __functor = self: { a }: a; }"),
    ),
    "findFile": (
        (CALL, 'builtins.findFile [ { path = ./.; prefix = "p"; } ] "p/a.txt"'),
        (CALL, 'builtins.findFile [ { path = "./dir"; prefix = ""; } ] «t!»'),
        (CALL, 'builtins.findFile [ { path = toString ./dir; prefix = ""; } ] "b.txt"'),
        (CALL, "builtins.findFile [ { path = ./dir; } ] «t!»"),
    ),
    "getAttr": ((CALL, 'builtins.getAttr "a" { a = «s»; b = «f»; }'),),
    "appendContext": tuple((CALL, text[1:-1]) for text in literals.CONTEXTS if "append" in text),
    "addDrvOutputDependencies": (
        (CALL, "builtins.addDrvOutputDependencies " + literals.CONTEXTS[4]),
        (
            CALL,
            "builtins.getContext (builtins.addDrvOutputDependencies " + literals.CONTEXTS[4] + ")",
        ),
        (CALL, "builtins.addDrvOutputDependencies «c!»"),
    ),
    "getContext": ((CALL, "builtins.getContext («c!» + «c!»)"),),
    "readFile": ((CALL, "builtins.readFile ./a.txt"),),
    "import": ((CALL, "import ./function.nix { x = «s»; y = «f»; }"),),
    "scopedImport": ((CALL, "builtins.scopedImport { a = «s»; } ./free.nix"),),
    "toPath": ((CALL, 'builtins.toPath ("/" + «t!»)'),),
    "storePath": ((CALL, "builtins.storePath " + literals.STORE_NAME),),
}


def fitting_call(g: Generator, entry: Entry, scope: Scope, depth: int) -> Tree | None:
    """A call whose arguments fit together, for builtins that need it; else None."""
    if entry.name == "convertHash":
        return convert_hash(g)
    if entry.name not in _FITTING or g.choose.chance(0.35):
        return None
    level, text = g.choose.pick(_FITTING[entry.name])
    return template(text, level, f"call {entry.name}", **fill(g, STRING, scope, depth, text))


def convert_hash(g: Generator) -> Tree:
    """``builtins.convertHash`` or ``hashString`` with arguments that mostly fit."""
    choose = g.choose
    algorithm = choose.pick(tuple(literals.HASHES))
    text = choose.pick(literals.HASHES[algorithm])
    if choose.chance(0.12):
        text = choose.pick(literals.BAD_HASHES)
    form = choose.pick(literals.HASH_FORMATS[: 5 if choose.chance(0.9) else None])
    named = f'hashAlgo = "{algorithm}"; ' if choose.chance(0.85) else ""
    source = f'builtins.convertHash {{ hash = "{text}"; {named}toHashFormat = "{form}"; }}'
    return Tree("call convertHash", CALL, (source,))


# Damage

_TOKENS = re.compile(
    r"\s+|\"|''|\$\{|[A-Za-z_][\w'-]*|\d+(?:\.\d+)?|\.\.\.|==|!=|<=|>=|&&|\|\||->|//|\+\+|.",
    re.DOTALL,
)
_EXTRA = (
    ";",
    "}",
    "{",
    ")",
    "(",
    "]",
    "[",
    "in",
    "let",
    "=",
    ".",
    ",",
    ":",
    "or",
    "rec",
    "inherit",
    "if",
    "then",
    "else",
    "with",
    "assert",
    "@",
    "?",
    "...",
    '"',
    "''",
    "${",
    "$",
    "\\",
    "/*",
    "#",
    "<",
    "//",
    "->",
    "|>",
    "a",
    "1",
    "1.5",
    "./a",
    "/",
    "-",
    "!",
    "a:",
    "{ }:",
    "\xff",
    "`",
    "&",
    "|",
    "~",
    "%",
    "==",
    "<a>",
    "a.b",
    "{ a, a }: a",
    "{ a = 1; a = 2; }",
    "let a = 1; a = 2; in a",
    "undefinedName",
    "1a",
    "'",
    ".5.5",
    "/a/",
    "a.b.",
    "let { body = 1; }",
    '{ inherit ${"a"}; }',
    "{ inherit (a) ${b}; }",
    "{ ${a}, b }: 1",
    "let ${x} = 1; in 1",
)


def damaged(g: Generator, tree: Tree) -> Tree:
    """The program's text with a token lost, doubled, swapped, added or the end cut off."""
    choose = g.choose
    tokens = _TOKENS.findall(tree.render())
    for _ in range(choose.between(1, 2)):
        place = choose.below(len(tokens)) if tokens else 0
        form = choose.below(5)
        if form == 0:
            tokens[place : place + 1] = []
        elif form == 1:
            tokens[place:place] = [choose.pick(_EXTRA), " "]
        elif form == 2:
            tokens[place:place] = tokens[place : place + 1]
        elif form == 3:
            tokens[place : place + 1] = [choose.pick(_EXTRA)]
        else:
            tokens[place:] = tokens[place + 1 :][:1]
    return Tree("damaged", LAMBDA, (Many(tuple((token,) for token in tokens)),))


__all__ = ["damaged", "failing", "idiom", "inner_of", "list_of", "list_of_trees", "template"]
