# dirOf null.
dirOf null
