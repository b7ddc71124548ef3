# Both operands wrong: the right one is reported.
1 // 2
