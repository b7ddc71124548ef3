"pkg default"
