# The least integer has no literal.
-9223372036854775808
