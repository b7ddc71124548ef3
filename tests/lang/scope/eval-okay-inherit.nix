# `inherit`: from the scope around, from an expression (evaluated once, lazily).
let a = 1; b = 2; in {
  plain = { inherit a b; };
  from = { inherit ({ x = 1; y = 2; z = 3; }) x y; };
  fromLazy = builtins.attrNames { inherit (throw "lazy") p q; };
  fromMissingLazy = builtins.attrNames { inherit ({ }) p; };
  withScope = with { c = 3; }; { inherit c; };
  mixed = { inherit a; c = 3; inherit (builtins) true; };
  quoted = { inherit "a"; };
  keywordOr = { inherit ({ or = 4; }) or; };
  recFromOuter = rec { inherit ({ c = a; }) c; d = c; };
  inLambda = (x: { inherit x; }) 5;
  nestedInherit = let s = { t = { u = 6; }; }; in { inherit (s.t) u; };
  empty = { inherit; };
}
