# Frames through mapAttrs.
builtins.mapAttrs (name: value: value.${name}) { a = { a = 1; }; b = { a = 2; }; }
