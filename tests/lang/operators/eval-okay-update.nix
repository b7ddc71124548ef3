# Update: names of both, right wins, values untouched, order by name.
{
  wins = { a = 1; } // { a = 2; };
  lazy = builtins.attrNames ({ a = throw "l"; } // { b = throw "r"; });
  chain = { a = 1; } // { a = 2; b = 1; } // { b = 2; };
  grouping = ({ a = 1; } // { a = 2; }) // { a = 3; };
  empty = { } // { };
  deepIsReplaced = { a = { x = 1; y = 2; }; } // { a = { x = 3; }; };
  nullStays = { a = 1; } // { a = null; };
  large = builtins.length (builtins.attrNames (builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 100) // builtins.listToAttrs (builtins.genList (i: { name = "k${toString (i + 50)}"; value = i; }) 100)));
  keepsFunctor = ({ __functor = s: x: s.v + x; v = 1; } // { v = 10; }) 5;
  smallOverLarge = (builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 50) // { k7 = "seven"; }).k7;
  layers = let step = s: i: s // { "k${toString i}" = i; last = i; }; in builtins.foldl' step { } (builtins.genList (x: x) 20);
}
