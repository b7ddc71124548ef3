# Tabs and other characters in trace.
[ (builtins.trace "a\tb" 1) (builtins.trace "é\té" 2) (builtins.trace "😀\tx" 3) (builtins.trace "a\n\tb" 4) (builtins.trace "a\rb" 5) (builtins.trace "\t" 6) (builtins.trace "12345678\t9" 7) (builtins.trace "1[31m2[0m3" 8) (builtins.warn "a\tb" 9) (builtins.trace "nul␀  " 10) (builtins.trace "漢\t字" 11) (builtins.trace "é\tx" 12) ]
