# An error in a list element.
[ 1 (throw "in list") ]
