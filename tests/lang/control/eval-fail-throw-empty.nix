# throw with an empty message.
throw ""
