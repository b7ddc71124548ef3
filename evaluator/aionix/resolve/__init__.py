"""Names to bindings: which variable each name means, and what each body captures."""
