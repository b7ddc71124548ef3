# ÿÃ not UTF-8
1 /* € */
