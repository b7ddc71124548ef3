[ __curPos { a = __curPos; } (x: __curPos) ]
