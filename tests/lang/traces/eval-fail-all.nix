# Frames through all.
builtins.all (x: x.ok) [ { ok = true; } { } ]
