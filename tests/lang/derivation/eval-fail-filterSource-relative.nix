# A relative path as a string.
builtins.filterSource (path: type: true) "tree"
