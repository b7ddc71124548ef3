# builtins.path with another hash than the tree has.
builtins.path { path = ./tree; sha256 = "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"; }
