# Arguments, defaults and their evaluation.
let t = builtins.trace; in {
  defaultsInOrderOfNeed = ({ a ? t "a" 1, b ? t "b" 2, c ? t "c" (a + b) }: c) { };
  unused = ({ a ? t "never" 1 }: 2) { };
  given = ({ a ? t "never" 1 }: a) { a = 3; };
  once = ({ a ? t "default once" 1 }: a + a) { };
  everyCall = let f = { a ? t "each call" 1 }: a; in f { } + f { };
  atPatternIsTheArgument = (args@{ a ? 1, ... }: args) { b = 2; };
  shadowing = let a = "outer"; in ({ b ? a, a ? "inner" }: b) { };
  nested = ({ a ? { b = 1; }, c ? a.b }: c) { };
  recursionThroughDefaults = ({ f ? n: if n == 0 then 0 else n + f (n - 1) }: f 4) { };
  overrideFunction = ({ f ? x: g x, g ? x: x + 1 }: f 1) { g = x: x * 10; };
  ellipsisIgnores = ({ a, ... }: a) { a = 1; b = throw "ignored"; };
  patternOnAttrs = builtins.map ({ x, y ? 0 }: x + y) [ { x = 1; } { x = 1; y = 2; } ];
}
