# The function that mapAttrs applies has a place once it has been forced.
builtins.mapAttrs (name: size: size + 1) { a = 1; b = 2; c = "three"; }
