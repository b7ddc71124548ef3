# What is no function filters nothing.
builtins.filterSource 1 ./tree
