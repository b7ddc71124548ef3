"""The language programs that the benchmarks run, and the shapes whose growth they measure.

All are closed Nix expressions without I/O that grow with a number *n*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """``text(n)`` is the program; *size*: its usual *n*; *stresses*: what it is there for.

    *few*: the *n* for peers that give no answer for *size*, since they take quadratic time.
    """

    name: str
    size: int
    template: str
    stresses: str
    few: int = 0

    def text(self, n: int | None = None) -> str:
        """The program for *n*."""
        return self.template.replace("@N", str(self.size if n is None else n))


MODULES = """
let
  inherit (builtins) attrNames attrValues concatLists concatMap filter foldl' genList groupBy
    head isFunction length listToAttrs mapAttrs;
  zip = sets:
    let pairs = set: map (name: { inherit name; value = set.${name}; }) (attrNames set);
    in mapAttrs (name: map (pair: pair.value)) (groupBy (pair: pair.name) (concatMap pairs sets));
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkForce = content: { _type = "override"; priority = 50; inherit content; };
  mkOption = type: default: { _type = "option"; inherit type default; };
  discharge = value:
    if value._type or null == "if" then
      if value.condition then discharge value.content else [ ]
    else if value._type or null == "override" then [ value ]
    else [ { priority = 100; content = value; } ];
  types = {
    int = foldl' (a: b: a + b) 0;
    list = concatLists;
    str = head;
    attrs = foldl' (a: b: a // b) { };
  };
  merge = option: values:
    let
      all = concatMap discharge values;
      best = foldl' (a: v: if v.priority < a then v.priority else a) 1000 all;
      chosen = filter (v: v.priority == best) all;
    in if all == [ ] then option.default else types.${option.type} (map (v: v.content) chosen);
  evalModules = modules:
    let
      call = m: if isFunction m then m { inherit config; } else m;
      loaded = map call modules;
      options = mapAttrs (name: head) (zip (map (m: m.options or { }) loaded));
      definitions = zip (map (m: m.config or { }) loaded);
      config = mapAttrs (name: option: merge option (definitions.${name} or [ ])) options;
    in config;
  base = { options = { count = mkOption "int" 0; names = mkOption "list" [ ];
    host = mkOption "str" "none"; extra = mkOption "attrs" { }; }; };
  one = name: value: listToAttrs [ { inherit name value; } ];
  module = i: { config, ... }:
    let own = "o${toString i}"; next = "o${toString (i + 1)}"; in {
      options = one own (mkOption "int" i);
      config = {
        count = 1;
        names = [ "m${toString i}" ];
        host = mkIf (i == 3) (mkForce "host${toString i}");
        extra = one "e${toString i}" config.${own};
      } // one next (mkIf (i < @N - 1) (config.${own} + 1));
    };
  config = evalModules ([ base ] ++ genList module @N);
in config.count + length config.names + length (attrNames config.extra)
  + foldl' (a: b: a + b) 0 (attrValues config.extra)
"""

OVERLAYS = """
let
  fix = f: let x = f x; in x;
  extends = o: f: self: let super = f self; in super // o self super;
  package = self: i: { name = "p${toString i}"; v = self.b + i; };
  base = self: { a = 1; b = self.a + 1; pkgs = builtins.genList (package self) 2000; };
  overlay = n: self: super: { a = super.a + n; "x${toString n}" = self.b * n; };
  layers = builtins.genList (i: i) @N;
  final = fix (builtins.foldl' (f: n: extends (overlay n) f) base layers);
in builtins.foldl' (a: p: a + p.v) final.b final.pkgs
"""

PROGRAMS = (
    Program(
        "fib",
        25,
        "let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f @N",
        "calls, thunks, arithmetic",
    ),
    Program(
        "fold",
        1_000_000,
        "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) @N)",
        "foldl', genList",
    ),
    Program(
        "sort",
        20_000,
        "builtins.head (builtins.sort (a: b: a < b)"
        " (builtins.genList (x: (x * 7919) - (x * 7919) / 10007 * 10007) @N))",
        "sort with a Nix comparison",
        few=2_000,
    ),
    Program(
        "strings",
        100_000,
        'builtins.stringLength (builtins.concatStringsSep ","'
        ' (builtins.genList (x: "item-${toString x}") @N))',
        "interpolation, toString",
    ),
    Program(
        "update",
        20_000,
        "builtins.length (builtins.attrNames (builtins.foldl'"
        ' (a: x: a // { "k${toString (x - x / 100 * 100)}" = x; }) { }'
        " (builtins.genList (x: x) @N)))",
        "attribute set updates",
    ),
    Program("overlays", 200, OVERLAYS, "fixpoints, laziness, // and selection"),
    Program("modules", 300, MODULES, "a module system: mapAttrs, groupBy, functions of sets"),
    Program(
        "closure",
        20_000,
        "builtins.length (builtins.genericClosure { startSet = [ { key = 0; } ];"
        " operator = x: if x.key < @N"
        " then [ { key = x.key + 1; } { key = x.key + 2; } ] else [ ]; })",
        "genericClosure",
        few=2_000,
    ),
    Program(
        "regex",
        10_000,
        'builtins.foldl\' (a: x: a + builtins.length (builtins.split "[0-9]+" x)'
        ' + builtins.length (builtins.match "([a-z]+)-([0-9.]+)(-(.*))?" x)) 0'
        ' (builtins.genList (x: "package-${toString x}.${toString (x * 7)}-pre") @N)',
        "match, split",
    ),
    Program(
        "json",
        300_000,
        "builtins.stringLength (builtins.toJSON (builtins.fromJSON (builtins.toJSON"
        ' (builtins.genList (x: { a = x; b = [ x "s" null ]; }) @N))))',
        "toJSON, fromJSON of 10 MB",
    ),
    Program(
        "recursion",
        9000,
        "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f @N",
        "deep non-tail calls (within what the others can)",
    ),
    Program(
        "lists",
        30_000,
        "let l = builtins.genList (x: x - x / 100 * 100) @N; in"
        " builtins.length (builtins.filter (x: x > 50) (map (x: x + 1) l))"
        " + builtins.length (builtins.attrNames (builtins.groupBy toString l))"
        " + builtins.length (builtins.concatMap (x: [ x x ]) l)",
        "map, filter, groupBy, concatMap",
    ),
)


#: Name → usual first n, and the text for n: work (or source) that is linear in n.
SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    program.name: (size, program.text)
    for program in PROGRAMS
    for size in [{"fib": 0, "overlays": 50, "modules": 40}.get(program.name, program.size // 8)]
    if size
} | {
    "deep": (50_000, PROGRAMS[10].text),
    "wide set": (
        20_000,
        lambda n: (
            "builtins.length (builtins.attrNames (builtins.listToAttrs (builtins.genList"
            f' (x: {{ name = "a${{toString x}}"; value = x; }}) {n})))'
        ),
    ),
    "long list": (5_000, lambda n: f"builtins.length [ {'1 (f 2) ' * n} ]".replace("f 2", "x: x")),
    "long set": (
        2_000,
        lambda n: (
            "(rec { " + "".join(f"a{i} = a{i - 1} + 1; " for i in range(1, n)) + "a0 = 0; }"
            f").a{n - 1}"
        ),
    ),
    "deep source": (2_000, lambda n: "(" * n + "1" + " + 1)" * n),
    "long string": (5_000, lambda n: 'let x = "y"; in "' + "a ${x} b\\n" * n + '"'),
}
