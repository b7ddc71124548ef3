# Inheriting what is not in scope.
{ inherit nowhere; }
