# throw with a list.
throw [ "a" ]
