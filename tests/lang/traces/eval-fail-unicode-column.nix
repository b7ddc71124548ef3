# An error after characters of several bytes.
"é€😀" + (1 + null)
