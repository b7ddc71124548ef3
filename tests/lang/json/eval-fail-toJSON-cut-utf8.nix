# builtins.toJSON of a string cut within a character.
builtins.toJSON (builtins.substring 0 1 "é")
