# Frames through the test for an attribute.
(builtins.head [ ]) ? a
