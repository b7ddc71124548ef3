# --arg takes any expression, also a function; it sees the builtins.
{ f, v ? 0, s ? "" }: [ (f 1) v s ]
