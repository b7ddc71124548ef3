# A set that is no path.
builtins.readFileType { a = 1; }
