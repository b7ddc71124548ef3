# builtins.zipAttrsWith without a function.
builtins.zipAttrsWith 1 [ { a = 1; } ]
