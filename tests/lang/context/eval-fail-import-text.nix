# A text that evaluation made can not be imported when nothing is written.
import (builtins.toFile "x" "1")
