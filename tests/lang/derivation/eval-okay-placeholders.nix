# Placeholders.
[ (placeholder "out") (builtins.placeholder "dev") (placeholder "") builtins.storeDir ]
