# Primops have no formal arguments.
map (n: builtins.functionArgs builtins.${n}) (builtins.filter (n: builtins.isFunction builtins.${n}) [ "add" "map" "import" "derivation" "throw" ])
