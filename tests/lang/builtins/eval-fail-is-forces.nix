# isAttrs and its like force their argument.
builtins.isAttrs (throw "forced")
