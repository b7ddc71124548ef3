# --arg with an ellipsis: extra ones arrive too.
{ x, ... }@args: args
