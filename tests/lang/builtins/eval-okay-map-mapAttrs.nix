# builtins.map and mapAttrs: lazy in every element.
with builtins; {
  map = map (x: x * 2) [ 1 2 3 ];
  empty = map (throw "not forced") [ ];
  emptyNonFunction = map 1 [ ];
  lazy = length (map (x: throw "x") [ 1 2 ]);
  elementLazy = map (x: 1) [ (throw "a") ];
  nested = map (map (x: x + 1)) [ [ 1 ] [ ] [ 2 3 ] ];
  functor = map { __functor = s: x: x + s.k; k = 5; } [ 1 2 ];
  primop = map isNull [ null 1 ];
  partials = map (f: f 10) (map add [ 1 2 ]);
  mapAttrs = mapAttrs (n: v: n + toString v) { b = 1; a = 2; };
  mapAttrsEmpty = mapAttrs (throw "not forced") { };
  mapAttrsLazy = attrNames (mapAttrs (n: v: throw n) { b = 1; a = 2; });
  mapAttrsFunctionLazy = attrNames (mapAttrs (throw "f") { b = 1; });
  mapAttrsValueLazy = mapAttrs (n: v: n) { x = throw "v"; };
  mapAttrsFunctor = mapAttrs { __functor = s: n: v: [ n v ]; } { a = 1; };
  mapAttrsPrimop = mapAttrs (n: add 1) { a = 1; };
  nameHasNoContext = mapAttrs (n: v: hasContext n) { a = 1; };
}
