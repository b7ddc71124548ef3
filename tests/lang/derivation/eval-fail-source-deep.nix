# Directories may be nested 64 deep, not more.
"${./bad/deep}"
