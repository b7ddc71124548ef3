# Objects of every kind that evaluation can put into a store; see record.py.
let
  text = builtins.toFile "text" "a text\n";
  user = builtins.toFile "user" "uses ${text}\n";
  bytes = builtins.toFile "bytes" "é\t\\ \${x}";
  tree = "${./tree}";
  base = { name = "made"; builder = "/bin/sh"; system = "any"; };
  first = derivation base;
  second = derivation (base // { name = "second"; input = first; files = [ ./tree user ]; });
  named = name: builtins.path { inherit name; path = ./tree; };
in
{
  inherit text user bytes tree;
  empty = builtins.toFile "empty" "";
  run = "${./tree/run}";
  link = "${./tree/link}";
  plain = "${./tree/plain}";
  flat = builtins.path { path = ./tree/plain; name = "flat"; recursive = false; };
  named = named "other-name";
  filtered = builtins.path {
    path = ./tree;
    name = "filtered";
    filter = name: kind: kind != "symlink" && baseNameOf name != "eight";
  };
  nothing = builtins.filterSource (name: kind: false) ./tree;
  again = builtins.path { path = tree; name = "again"; };
  below = builtins.path { path = "${tree}/sub"; name = "below"; };
  # The references of what it was copied from come with it.
  copied = builtins.path { path = user; name = "copied"; };
  first = first.drvPath;
  second = second.drvPath;
}
