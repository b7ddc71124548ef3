# A float divided by integer zero.
1.5 / 0
