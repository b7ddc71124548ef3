# A failed equality of strings.
assert "abc" == "abd"; 4
