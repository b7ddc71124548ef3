# Greater than swaps its operands in the message.
1 > "a"
