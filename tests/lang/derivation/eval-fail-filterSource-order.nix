# builtins.filterSource looks at the path first.
builtins.filterSource (throw "filter") (throw "path")
