# A name for a builtin is a variable like others where it is not evaluated.
let
  inherit (builtins) head length true;
  first = head;
  selected = builtins.tail;
  f = { given ? head }: { inherit given; };
in
{
  inherit head first selected true;
  list = [ length first selected builtins.isInt ];
  set = rec { inherit (builtins) isList; other = isList; last = other; };
  defaulted = f { };
  applied = (x: { y = x; }) length;
}
