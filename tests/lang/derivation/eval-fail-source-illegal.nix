# The name of a file can be one that no store path has.
"${./bad + "/a b"}"
