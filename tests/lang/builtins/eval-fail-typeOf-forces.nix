# typeOf forces its argument.
builtins.typeOf { }.a
