# Builtins calling builtins.
builtins.head (builtins.filter (builtins.elem 1) (map builtins.attrNames [ { } 1 ]))
