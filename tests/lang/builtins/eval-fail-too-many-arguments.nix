# Too many arguments for a builtin.
builtins.length [ ] 1
