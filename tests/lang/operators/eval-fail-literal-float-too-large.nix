# A float literal beyond the double range.
1.0e999
