# A string added to a float.
1.5 + "a"
