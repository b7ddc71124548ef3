# builtins.functionArgs of a functor.
builtins.functionArgs { __functor = self: { a }: a; }
