"""``aionix repl``: the session (a plain class), its commands, and two ways to talk to it.

``session`` evaluates what is typed and keeps what was defined; ``commands`` are those
that begin with a colon; ``reading`` tells complete input from incomplete, ``completion``
and ``highlight`` serve the editing.  ``terminal`` is the prompt of a terminal
(prompt_toolkit), ``lines`` reads lines from anything else.  ``main`` puts them together.
"""
