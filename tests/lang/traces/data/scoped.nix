# Imported with a scope.
number + 1 - 2
