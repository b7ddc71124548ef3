# Interpolating an integer first in the string.
"${1}b"
