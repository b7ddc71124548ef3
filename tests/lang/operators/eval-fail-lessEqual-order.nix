# Less or equal swaps its operands too.
1 <= "a"
