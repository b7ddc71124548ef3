# __toString and outPath where both might be used.
{
  interpolated = "${{ __toString = s: s.x; x = "v"; outPath = throw "unused"; }}";
  returningSet = toString { __toString = s: { outPath = "/o"; }; };
  equalSets = { __toString = s: "a"; } == "a";
  attrsEqualByContent = { outPath = "/a"; x = 1; } == { outPath = "/a"; x = 2; };
  derivationsByOutPath = { type = "derivation"; outPath = "/a"; x = 1; } == { type = "derivation"; outPath = "/a"; x = 2; };
  derivationAndPlain = { type = "derivation"; outPath = "/a"; } == { outPath = "/a"; };
  derivationsWithoutOutPath = { type = "derivation"; x = 1; } == { type = "derivation"; x = 1; };
  typeMustBeString = { type = "derivation"; outPath = "/a"; n = 1; } == { type = [ ]; outPath = "/a"; n = 1; };
  toStringIsFunctor = toString { __toString = { __functor = f: s: "functor"; }; };
}
