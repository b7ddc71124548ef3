# A file needs a name.
builtins.toFile "" "text"
