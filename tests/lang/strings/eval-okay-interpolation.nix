# Interpolation: what may stand in it, nesting, evaluation.
{
  simple = "a${"b"}c";
  nested = "a${"b${"c${"d"}"}"}e";
  expression = "${toString (1 + 2)}";
  twice = let x = "v"; in "${x}${x}";
  braces = "${{ a = "in set"; }.a}";
  quotesInside = "${"\"${"'"}\""}";
  withToString = "${{ __toString = self: "ts" + self.v; v = "!"; }}";
  withOutPath = "${{ outPath = "op"; }}";
  toStringWins = "${{ outPath = "op"; __toString = self: "ts"; }}";
  toStringNested = "${{ __toString = self: { __toString = self: "deep"; }; }}";
  functor = "${{ __functor = self: x: x; __toString = s: "both"; }}";
  emptyInterpolation = "${""}";
  manyLines = "a${
    # a comment
    "b"
  }c";
  lambda = "${(x: x) "called"}";
  let_ = "${let a = "la"; in a}";
  if_ = "${if true then "t" else "e"}";
  lazyUnused = let s = "${throw "unused"}"; in 1;
}
