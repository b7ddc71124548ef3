# builtins.filterSource with a filter that throws.
builtins.filterSource (n: t: throw t) ./tree
