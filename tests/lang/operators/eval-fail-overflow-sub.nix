# Integer subtraction overflows.
-9223372036854775807 - 2
