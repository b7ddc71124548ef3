# Strings and names in a message.
{ "a b" = "quote \" dollar \${x} newline \n tab \t"; "" = ""; "if" = 1; or = 2; } < 1
