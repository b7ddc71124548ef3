# What makes the path fails while the path is realised.
builtins.pathExists { __toString = self: throw "no name"; }
