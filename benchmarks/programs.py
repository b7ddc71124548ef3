"""The language programs that the benchmarks run: name, Nix text, and what each one stresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """One program; *text* is a closed Nix expression without I/O."""

    name: str
    text: str
    stresses: str


PROGRAMS = (
    Program(
        "fib",
        "let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 25",
        "calls, thunks, arithmetic",
    ),
    Program(
        "fold",
        "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 200000)",
        "foldl', genList",
    ),
    Program(
        "sort",
        "builtins.head (builtins.sort (a: b: a < b)"
        " (builtins.genList (x: (x * 7919) - (x * 7919) / 10007 * 10007) 20000))",
        "sort with a Nix comparison",
    ),
    Program(
        "strings",
        'builtins.stringLength (builtins.concatStringsSep ","'
        ' (builtins.genList (x: "item-${toString x}") 50000))',
        "interpolation, toString",
    ),
    Program(
        "update",
        "builtins.length (builtins.attrNames (builtins.foldl'"
        ' (a: x: a // { "k${toString (x - x / 100 * 100)}" = x; }) { }'
        " (builtins.genList (x: x) 20000)))",
        "attribute set updates",
    ),
    Program(
        "overlays",
        """
        let
          fix = f: let x = f x; in x;
          extends = o: f: self: let super = f self; in super // o self super;
          package = self: i: { name = "p${toString i}"; v = self.b + i; };
          base = self: { a = 1; b = self.a + 1; pkgs = builtins.genList (package self) 200; };
          overlay = n: self: super: { a = super.a + n; "x${toString n}" = self.b * n; };
          layers = builtins.genList (i: i) 60;
          final = fix (builtins.foldl' (f: n: extends (overlay n) f) base layers);
        in builtins.foldl' (a: p: a + p.v) final.b final.pkgs
        """,
        "fixpoints, laziness, // and selection",
    ),
    Program(
        "closure",
        "builtins.length (builtins.genericClosure { startSet = [ { key = 0; } ];"
        " operator = x: if x.key < 5000"
        " then [ { key = x.key + 1; } { key = x.key + 2; } ] else [ ]; })",
        "genericClosure",
    ),
    Program(
        "json",
        "builtins.stringLength (builtins.toJSON (builtins.fromJSON (builtins.toJSON"
        ' (builtins.genList (x: { a = x; b = [ x "s" null ]; }) 5000))))',
        "toJSON, fromJSON",
    ),
    Program(
        "recursion",
        "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 9000",
        "deep non-tail calls (within what the others can)",
    ),
)
