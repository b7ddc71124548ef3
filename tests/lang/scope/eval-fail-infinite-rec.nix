# A recursive set that needs itself.
rec { a = b; b = a; }
