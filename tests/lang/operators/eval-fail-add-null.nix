# null on the left of plus.
null + 1
