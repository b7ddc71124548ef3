# throw.
throw "message"
