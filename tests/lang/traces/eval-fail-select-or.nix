# Frames through a selection with a default.
{ }.a or (builtins.head [ ])
