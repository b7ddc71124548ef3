# warn with the option abort-on-warn.
builtins.warn "fatal" 2
