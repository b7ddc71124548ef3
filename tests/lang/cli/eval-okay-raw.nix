# --raw prints a string as it is, without a newline.
"raw \"string\"\twith é\nand no end"
