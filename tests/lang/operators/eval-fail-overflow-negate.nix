# Negating the least integer.
let min = -9223372036854775807 - 1; in -min
