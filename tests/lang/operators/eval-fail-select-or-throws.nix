# The default does not hide an error in the set.
(throw "set failed").a or 1
