# All the names that the language has.
builtins.attrNames builtins
