# readFileType below a symbolic link to a directory.
builtins.readFileType ./data/tree/dirlink/inner
