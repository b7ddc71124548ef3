"""What generated code and builtins touch: values, thunks, calls, operators, coercions, I/O."""
