# Interpolating an integer into a path.
/a/${1}
