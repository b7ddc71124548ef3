# Subtracting strings.
"a" - "b"
