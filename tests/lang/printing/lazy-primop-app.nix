# A primop applied to too few arguments.
builtins.substring 1
