# Frames through zipAttrsWith.
builtins.zipAttrsWith (name: values: builtins.head (builtins.tail values)) [ { a = 1; } ]
