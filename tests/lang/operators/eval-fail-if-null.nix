# A condition that is null.
if null then 2 else 3
