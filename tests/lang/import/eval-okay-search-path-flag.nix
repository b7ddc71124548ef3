# -I and <…>: prefixes, bare directories, order; builtins.nixPath shows them.
{
  named = <data/value.nix>;
  whole = <data>;
  bare = import <pkg>;
  bareFile = import <file.nix>;
  missing = builtins.tryEval <absent/x>;
  nixPath = builtins.nixPath;
  concatenated = <data> + "/text";
  interpolated = "${toString <data>}/x" == toString ./data + "/x";
}
