# A primop.
builtins.substring
