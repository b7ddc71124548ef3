# --arg with an undefined variable.
{ x }: x
