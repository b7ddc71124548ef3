# Nested too deep below what a filter keeps.
builtins.filterSource (path: type: true) ./bad/deep
