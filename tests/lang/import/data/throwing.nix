# comment
throw "from the imported file"
