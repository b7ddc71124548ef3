# A functor at the top is called with --arg too.
{ __functor = self: { x ? 0 }: x + 1; }
