# Multiplying a list.
[ ] * 2
