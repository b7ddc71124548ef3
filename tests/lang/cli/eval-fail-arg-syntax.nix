# --arg with a syntax error.
{ x }: x
