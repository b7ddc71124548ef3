# A look-up path uses the __nixPath in scope.
let __nixPath = [ { prefix = "x"; path = ./data; } ]; in <x/missing>
