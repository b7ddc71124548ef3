# A space before the slash only makes a path.
6 /2
