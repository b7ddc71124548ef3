# A byte order mark is not skipped.
1
