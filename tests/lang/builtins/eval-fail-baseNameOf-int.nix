# baseNameOf an integer.
baseNameOf 1
