# builtins.fromTOML with a table given twice.
builtins.fromTOML "[a]\n[a]"
