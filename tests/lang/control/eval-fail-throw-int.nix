# throw with an integer.
throw 1
