# An error in a line with bytes that are not UTF-8.
"ÿþ" + (1 + "ÿ")
