with { }; f a or (g or)
