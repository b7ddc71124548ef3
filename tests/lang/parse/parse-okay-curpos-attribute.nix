{ __curPos = 1; inherit ({ __curPos = 2; }) x; a = { __curPos = 3; }.__curPos; }
