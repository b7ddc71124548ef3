# throw with odd characters.
throw "quote \" dollar \${x} percent %1% é \\"
