# builtins.add overflows.
builtins.add 9223372036854775807 1
