# builtins.match with an escape that the syntax does not know.
builtins.match "\\d+" "1"
