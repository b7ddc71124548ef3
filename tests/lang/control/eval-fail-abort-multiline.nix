# abort with several lines.
abort "first\nsecond"
