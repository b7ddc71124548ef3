# An error in a last line without newline.
1 + null