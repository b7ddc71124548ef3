# A set without outPath on the left of plus.
{ a = 1; } + 1
