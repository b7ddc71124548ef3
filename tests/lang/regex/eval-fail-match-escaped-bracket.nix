# builtins.match with an escaped closing bracket.
builtins.match "\\]" "]"
