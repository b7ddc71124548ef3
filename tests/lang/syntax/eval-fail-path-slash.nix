# A path that ends in a slash.
./a/
