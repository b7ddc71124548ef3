# A condition that is a string.
if "" then 2 else 3
