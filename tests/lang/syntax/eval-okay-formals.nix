# Ways to write formal arguments.
{
  empty = ({ }: 1) { };
  ellipsis = ({ ... }: 1) { a = 1; };
  trailing = ({ a, ... }: a) { a = 1; b = 2; };
  trailingComma = ({ a, b, }: a + b) { a = 1; b = 2; };
  atBefore = (args@{ a, ... }: args) { a = 1; b = 2; };
  atAfter = ({ a, ... }@args: args) { a = 1; b = 2; };
  atEmpty = (args@{ }: args) { };
  defaults = ({ a ? 1, b ? a + 1, c ? b + a }: [ a b c ]) { };
  defaultsBackwards = ({ a ? b, b ? 2 }: a) { };
  defaultNotUsed = ({ a ? throw "no" }: a) { a = 3; };
  defaultLazy = ({ a ? throw "no" }: 4) { };
  defaultSeesArgs = (args@{ a ? args.b, b ? 0 }: a) { b = 6; };
  argsLackDefaults = (args@{ a ? 1 }: args ? a) { };
  outerShadowed = let a = 1; in ({ a ? 2 }: a) { };
  defaultSeesOuter = let o = 8; in ({ a ? o }: a) { };
  nestedFormals = ({ a }: { b }: a + b) { a = 1; } { b = 2; };
  lambdaDefault = ({ f ? x: x + 1 }: f 1) { };
  defaultOr = ({ a ? { }.b or 3 }: a) { };
  defaultHas = ({ a ? { b = 1; } ? b }: a) { };
  argSetIsLazy = ({ a, b }: a) { a = 1; b = throw "unused"; };
  orderOfFormals = builtins.functionArgs ({ z, a ? 1, m ? throw "x", ... }: 0);
  keywordOrFormal = builtins.functionArgs ({ ors, ... }: 0);
}
