# outPath that is an integer.
"${{ outPath = 1; }}"
