# Names bound to builtins by `inherit (builtins)` and selection, and what looks like it.
let
  inherit (builtins) head length map true null nixVersion;
  selected = builtins.tail;
  own = { head = x: "mine"; tail = x: [ "mine" ]; };
in
{
  called = map (x: [ (head x) (length (selected x)) ]) [ [ 1 2 3 ] [ 4 ] ];
  constants = [ true null (builtins.isString nixVersion) (builtins.true) ];
  shadowed = let builtins = own; in let inherit (builtins) head; in [ (head [ 1 ]) (builtins.tail [ 1 ]) ];
  sameGroup = let inherit (builtins) head; builtins = own; in head [ 1 ];
  argument = (builtins: let inherit (builtins) head; in [ (head [ 1 ]) (builtins.head [ 1 ]) ]) own;
  formal = ({ builtins, ... }: builtins.head [ 1 ]) { builtins = own; };
  with' = with { builtins = own; head = null; }; [ (builtins.head [ 1 ]) (head [ 2 ]) ];
  set = (rec { inherit (builtins) length; n = length [ 1 2 ]; m = builtins.length [ 1 ]; });
  inner = (rec { head = x: "inner"; a = head [ 1 ]; b = builtins.head [ 1 ]; });
  overridden = (rec { inherit (builtins) length; n = length [ 1 2 ]; __overrides = { length = x: "over"; }; }).n;
  default = [ (builtins.head or null [ 1 ]) (builtins.nothing or "none") (builtins.nothing.deep or "none") ];
  deep = [ (builtins.builtins.head [ 1 ]) (builtins.builtins.builtins ? head) ];
  there = [ (builtins ? head) (builtins ? nothing) ];
  lazy = let inherit (builtins) nothing; in "unused";
  partial = let inherit (builtins) add; inc = add 1; in [ (inc 2) (map (add 3) [ 4 ]) ];
  operators = let inherit (builtins) sub lessThan; in [ (sub 3 1) (lessThan 1 2) ];
  equal = let inherit (builtins) head; in [ (head == head) (head == builtins.head) ];
  old = let { inherit (builtins) head; body = head [ 5 ]; };
  scoped = builtins.map (f: f [ 7 ]) [ head builtins.length ];
}
