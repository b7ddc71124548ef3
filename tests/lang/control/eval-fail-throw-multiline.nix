# throw with several lines.
throw "first\nsecond\n  third"
