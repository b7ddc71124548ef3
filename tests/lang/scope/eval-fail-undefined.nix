# An undefined variable.
undefinedName
