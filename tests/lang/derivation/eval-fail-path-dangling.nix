# The content of a symlink that leads nowhere.
builtins.path { path = ./bad/dangling; recursive = false; }
