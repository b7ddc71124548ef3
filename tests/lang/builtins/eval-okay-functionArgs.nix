# builtins.functionArgs and isFunction.
with builtins; {
  none = functionArgs (x: x);
  formals = functionArgs ({ a, b ? 1, c ? throw "lazy" }: 0);
  ellipsis = functionArgs ({ a, ... }: 0);
  at = functionArgs (args@{ a ? 1 }: 0);
  emptyFormals = functionArgs ({ }: 0);
  primop = functionArgs map;
  partialPrimop = functionArgs (map (x: x));
  oddNames = functionArgs ({ a', a-b, _ ? 1 }: 0);
  isFunction = map isFunction [ (x: x) ({ a }: a) map (map 1) { __functor = s: x: x; } 1 "f" [ ] null ];
}
