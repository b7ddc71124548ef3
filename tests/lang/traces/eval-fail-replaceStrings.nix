# Frames through replaceStrings.
builtins.replaceStrings [ "a" ] [ (throw "replacement") ] "banana"
