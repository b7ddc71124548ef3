# removeAttrs with a name that is no string.
removeAttrs { a = 1; } [ 1 ]
