# derivation and a derivation, printed without forcing.
[ derivation (derivation { name = "a"; }) ]
