# Negation of null.
!null
