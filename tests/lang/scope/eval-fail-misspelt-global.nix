# A misspelt global.
mapp (x: x) [ ]
