# Functions that do nothing but compare, and such as look as if they did.
let
  ctx = s: i: builtins.appendContext s { "/nix/store/${toString (i + 10)}000000000000000000000000000000-x" = { path = true; }; };
  show = map (x: if builtins.isString x then [ (builtins.unsafeDiscardStringContext x) (builtins.attrNames (builtins.getContext x)) ] else x);
  numbers = builtins.genList (i: i * 37 - i * 37 / 23 * 23) 26;
  strings = [ "b" "" "é" "a" "B" "ab" "a" "z" "" "aa" "b" ];
  contexts = builtins.genList (i: ctx (builtins.elemAt strings (i - i / 5 * 5)) i) 11;
  lists = [ 3 1.5 2 2.0 7 1 1.0 0.5 2 9 3 ];
  traced = a: b: builtins.trace "${toString a} < ${toString b}" (a < b);
  two = a: b: if a == 2 then b > a else a < b;
  none = a: b: if a == null then true else a < b;
  yes = a: b: if a == true then true else a < b;
  empty = a: b: if a == "" then false else a > b;
  swapped = let __lessThan = a: b: builtins.lessThan b a; in a: b: a < b;
  orders = {
    up = a: b: a < b;
    down = a: b: a > b;
    flipped = a: b: b < a;
    not = a: b: !(b < a);
    least = a: b: a <= b;
    most = a: b: a >= b;
    same = a: b: a < a;
    const = a: b: true;
    late = a: b: let c = a; in c < b;
    either = a: b: a < b || false;
    functor = { __functor = self: a: b: a < b; };
    builtin = a: b: builtins.lessThan a b;
    inherit two none yes swapped;
  };
in {
  numbers = builtins.mapAttrs (_: f: builtins.sort f numbers) orders;
  contexts = builtins.mapAttrs (_: f: show (builtins.sort f contexts)) (removeAttrs orders [ "two" ]);
  strings = builtins.mapAttrs (_: f: builtins.sort f strings) (removeAttrs orders [ "two" ] // { inherit empty; });
  lists = builtins.mapAttrs (_: f: builtins.sort f lists) (removeAttrs orders [ "two" ]);
  nested = builtins.sort (a: b: a < b) (map (i: [ i ]) numbers);
  traced = builtins.sort traced [ 5 4 3 2 1 9 8 7 ];
}
