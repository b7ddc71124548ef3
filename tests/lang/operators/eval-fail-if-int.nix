# A condition that is an integer.
if 1 then 2 else 3
