# A copied source is not in the store when nothing is written.
builtins.readFile "${./eval-fail-readFile-source.nix}"
