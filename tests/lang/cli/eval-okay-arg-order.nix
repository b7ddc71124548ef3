# The last --arg for a name wins.
{ x }: x
