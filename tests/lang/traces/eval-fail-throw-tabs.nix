# Tabs in a message are expanded, counting columns from its very beginning.
throw "a	b
	c
\n\td é	e 😀	f"
