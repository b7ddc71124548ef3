# builtins.unsafeGetAttrPos: where an attribute was written.
let
  pos = builtins.unsafeGetAttrPos;
  base = {
    a = 1;
    b.c = 2; "d e" = 3;
    ${"dyn" + "amic"} = 4;
    inherit (builtins) head;
    inherit pos;
  };
in {
  a = pos "a" base;
  b = pos "b" base;
  nested = pos "c" base.b;
  quoted = pos "d e" base;
  dynamic = pos "dynamic" base;
  inheritFrom = pos "head" base;
  inherited = pos "pos" base;
  missing = pos "zz" base;
  updateRight = pos "a" (base // { a = 5; });
  updateLeft = pos "b" (base // { a = 5; });
  mapped = pos "a" (builtins.mapAttrs (n: v: v) base);
  intersect = pos "a" (builtins.intersectAttrs { a = 0; } base);
  removed = pos "a" (removeAttrs base [ "b" ]);
  listToAttrs = pos "x" (builtins.listToAttrs [ { name = "x"; value = 1; } ]);
  json = pos "x" (builtins.fromJSON "{\"x\":1}");
  toml = pos "x" (builtins.fromTOML "x=1");
  functionArgs = pos "arg" (builtins.functionArgs ({ arg }: 1));
  grouped = pos "g" (builtins.groupBy (x: "g") [ 1 ]);
  zipped = pos "a" (builtins.zipAttrsWith (n: vs: vs) [ base ]);
  builtin = pos "head" builtins;
  recSet = pos "q" (rec {
    p = 1;
      q = p;
  });
  tryEval = pos "value" (builtins.tryEval 1);
  argument = ({ k, ... }@args: pos "k" args) { k = 1; };
  overrides = pos "o" (rec { o = 1; __overrides = { o = 2; }; });
  imported = pos "name" (import ../import/data/sub);
  merged = pos "m" { m.x = 1; m.y = 2; };
  fromParse = pos "name" (builtins.parseDrvName "a-1");
}
