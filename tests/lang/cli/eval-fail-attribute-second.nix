# The second of several -A fails after the first was printed.
{ a = 1; b = throw "second"; }
