# A path is not added to an integer.
1 + /a
