# A device has no place in the store, here with a trace of its own.
builtins.path { path = /dev/null; name = "null"; }
