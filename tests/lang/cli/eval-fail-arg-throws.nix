# --arg with an expression that fails.
{ x }: x
