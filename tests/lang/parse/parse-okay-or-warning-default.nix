with { }; a.b or c or
