# A path compared with a string.
/a < "a"
