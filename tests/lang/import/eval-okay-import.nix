# import: files, directories, functions, strings, sets; once for each file.
{
  value = import ./data/value.nix;
  directory = import ./data/sub;
  function = import ./data/function.nix { a = 1; };
  curried = import ./data/curried.nix 1 2;
  string = import (toString ./data/value.nix);
  concatenated = import (./data + "/value.nix");
  interpolated = import ./data/${"value"}.nix;
  set = import { outPath = ./data/value.nix; };
  twiceEvaluatedOnce = [ (import ./data/traced.nix) (import ./data/traced.nix) (import (./data/sub/.. + "/traced.nix")) ];
  relativeToFile = import ./data/relative-path.nix == ./data/text;
  globals = import ./data/globals.nix;
  mapped = map import [ ./data/value.nix ./data/sub/default.nix ];
  dot = builtins.typeOf (import ./data/sub/.);
}
