# --arg is not evaluated before it is needed.
{ x, y }: y
