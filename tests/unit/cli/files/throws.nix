throw "t"
