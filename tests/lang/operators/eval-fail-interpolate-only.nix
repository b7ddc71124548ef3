# Interpolating an integer alone.
"${1}"
