# The option eval-system is builtins.currentSystem.
builtins.currentSystem
