inside + outside
