# A function with arguments that --arg does not give.
{ x, y }: x
