"""The kinds of tokens: small integers, and what error messages call them.

Shared by the lexer, the tables and the parser.  The order is the one in which
C++ Nix declares its tokens, since error messages list expected tokens in it.
The *folded* kinds at the end stand for a run of tokens that the lexer has seen
to be complete (a string without interpolation, say); messages name them by the
first token of the run, and never list them as expected.
"""

from __future__ import annotations

#: Spelling or name in ``grammar.lark``, and what messages say.
TOKENS: tuple[tuple[str, str], ...] = (
    ("$END", "end of file"),
    ("ID", "identifier"),
    ("STR", "string"),
    ("IND_STR", "indented string"),
    ("INT", "integer"),
    ("FLOAT", "floating-point literal"),
    ("PATH", "path"),
    ("HPATH", "'~/…' path"),
    ("SPATH", "'<…>' path"),
    ("PATH_END", "end of path"),
    ("URI", "URI"),
    ("if", "'if'"),
    ("then", "'then'"),
    ("else", "'else'"),
    ("assert", "'assert'"),
    ("with", "'with'"),
    ("let", "'let'"),
    ("in", "'in'"),
    ("rec", "'rec'"),
    ("inherit", "'inherit'"),
    ("==", "'=='"),
    ("!=", "'!='"),
    ("<=", "'<='"),
    (">=", "'>='"),
    ("//", "'//'"),
    ("++", "'++'"),
    ("&&", "'&&'"),
    ("||", "'||'"),
    ("->", "'->'"),
    ("or", "'or'"),
    ("<|", "'<|'"),
    ("|>", "'|>'"),
    ("${", "'${'"),
    ("IND_OPEN", "start of an indented string"),
    ("IND_CLOSE", "end of an indented string"),
    ("...", "'...'"),
    ("<", "'<'"),
    (">", "'>'"),
    ("+", "'+'"),
    ("-", "'-'"),
    ("*", "'*'"),
    ("/", "'/'"),
    ("?", "'?'"),
    (":", "':'"),
    ("@", "'@'"),
    (";", "';'"),
    ("!", "'!'"),
    (".", "'.'"),
    ('"', "'\"'"),
    ("(", "'('"),
    (")", "')'"),
    ("{", "'{'"),
    ("}", "'}'"),
    ("[", "'['"),
    ("]", "']'"),
    ("=", "'='"),
    (",", "','"),
    # Folded kinds.
    ("SIMPLE_STRING", "'\"'"),
    ("SIMPLE_IND", "start of an indented string"),
    ("SIMPLE_PATH", "path"),
    # In no rule of the grammar.
    ("INVALID", "invalid token"),
    ("FAILURE", "failure"),
)

KIND: dict[str, int] = {name: kind for kind, (name, _) in enumerate(TOKENS)}
MESSAGE_NAMES: tuple[str, ...] = tuple(shown for _, shown in TOKENS)

KEYWORDS = ("if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or")

END = KIND["$END"]
ID = KIND["ID"]
STR = KIND["STR"]
IND_STR = KIND["IND_STR"]
INT = KIND["INT"]
FLOAT = KIND["FLOAT"]
PATH = KIND["PATH"]
HPATH = KIND["HPATH"]
SPATH = KIND["SPATH"]
PATH_END = KIND["PATH_END"]
URI = KIND["URI"]
QUOTE = KIND['"']
DOLLAR_CURLY = KIND["${"]
LEFT_BRACE = KIND["{"]
RIGHT_BRACE = KIND["}"]
IND_OPEN = KIND["IND_OPEN"]
IND_CLOSE = KIND["IND_CLOSE"]
SIMPLE_STRING = KIND["SIMPLE_STRING"]
SIMPLE_IND = KIND["SIMPLE_IND"]
SIMPLE_PATH = KIND["SIMPLE_PATH"]
#: A byte that starts no token.
INVALID = KIND["INVALID"]
#: Where the lexer gave up; the token's value is the exception to raise when the
#: parser gets there, so that an error further left is reported first.
FAILURE = KIND["FAILURE"]

#: Never listed as expected.
UNLISTED = frozenset((SIMPLE_STRING, SIMPLE_IND, SIMPLE_PATH, INVALID, FAILURE))
