# Frames through sort with a comparator.
builtins.sort (a: b: a.v < b.v) [ { v = 1; } { v = null; } ]
