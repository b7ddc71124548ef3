# --argstr is always a string.
{ x }: x - 1
