# Which of two missing arguments is reported.
({ zz, aa }: 1) { }
