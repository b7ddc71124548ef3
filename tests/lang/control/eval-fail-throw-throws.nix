# throw whose message throws.
throw (throw "inner")
