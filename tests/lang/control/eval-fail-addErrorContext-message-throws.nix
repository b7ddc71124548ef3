# addErrorContext with a message that throws: the message of the message.
builtins.addErrorContext (throw "message failed") (throw "value failed")
