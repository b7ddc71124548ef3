# Which of many unexpected arguments is reported.
({ }: 1) { m = 1; z = 2; a = 3; }
