# A source may not be called as a derivation is, when it is coerced.
"${builtins.toString ./bad/x.drv}${./bad/x.drv}"
