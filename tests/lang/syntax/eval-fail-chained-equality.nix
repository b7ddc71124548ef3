# Equality does not chain.
1 == 1 == true
