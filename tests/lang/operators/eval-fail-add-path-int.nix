# An integer is not appended to a path.
/a + 1
