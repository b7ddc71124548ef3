# A name that only starts like a builtin.
builtins.lenght
