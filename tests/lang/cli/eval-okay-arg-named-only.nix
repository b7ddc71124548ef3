# --arg without an ellipsis: only the names asked for arrive.
{ x }@args: args
