# builtins.fromTOML of what is not a number.
map builtins.fromTOML [ "a = nan" "a = -nan" "a = +nan" ]
