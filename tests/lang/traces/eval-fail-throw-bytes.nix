# A message with bytes that are not UTF-8 and control characters.
throw "<ÿ[31m]8;;xy>"
