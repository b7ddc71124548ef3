# Integer addition overflows.
9223372036854775807 + 1
