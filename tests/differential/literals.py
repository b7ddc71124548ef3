"""Literals and texts made for a purpose: numbers at limits, odd strings, regexes, JSON, …

Everything returned is Nix source or string contents with one character per byte
(latin-1).  The first entry of every table is the simplest.
"""

from __future__ import annotations

from collections.abc import Callable

from .choices import Chooser
from .tree import CALL, NEGATE, SIMPLE, Many, Part, Sub, Tree, atom


def latin(text: str) -> str:
    """The UTF-8 bytes of *text*, one character per byte."""
    return text.encode().decode("latin-1")


NAMES = ("a", "b", "c", "d", "x", "y", "foo", "f", "g", "z1", "a-b", "_u", "x'")
#: Names that need quotes where an attribute is written.
ODD_NAMES = ("a b", "", "1", latin("é"), "or", "if", "a.b", "${", 'q"', "\\", "\n", "-", "\xff")
KEYWORDS = {"if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or"}

_INTS = (0, 1, 2, 3, 4, 5, 7, 8, 10, 42, 100, 255, 1000, 65536)
_LIMITS = (
    2147483647,
    2147483648,
    4294967296,
    4611686018427387904,
    9007199254740992,
    9007199254740993,
    9223372036854775806,
    9223372036854775807,
)
_FLOATS = (
    "0.0",
    "1.0",
    "0.5",
    "1.5",
    "2.25",
    ".5",
    "1.",
    "0.1",
    "3.14159",
    "1.e3",
    "1.0e10",
    "1.5e-3",
    "1.0e15",
    "123456.789",
    "1234567.0",
    "0.0001",
    "0.00001",
    "1.0e20",
    "1.0e100",
    "1.0e308",
    "9007199254740993.0",
    "9223372036854775808.0",
    "9223372036854774784.0",
    "0.30000000000000004",
    "100000.0",
    "1000000.0",
    "2.5E3",
    "6.02e+23",
)
_ODD_FLOATS = ("00.5", "5.0e-324", "1.0e309", "1e3", "2.2250738585072014e-308", "1.0e-400")

_WORDS = (
    "a",
    "",
    "b",
    "x",
    "ab",
    "foo",
    "hello world",
    "a/b",
    "/a",
    "1",
    "-1",
    "1.5",
    " 12 ",
    "true",
    "null",
    "aaa",
    "abc.def",
    "A",
    "a\nb",
    "\t",
    "a,b",
    "a=1",
    "[1]",
    "{",
    "$",
    "${x}",
    "$$",
    "''",
    '"',
    "\\",
    "\\n",
    "/nix/store",
    ".",
    "..",
    "<a&b>",
    "'",
    "\r\n",
    "\x01",
    "\x7f",
    "\x1b[1m",
    latin("é"),
    latin("日本"),
    latin("😀"),
    "\xff",
    "\xc3",
    "a\x80b",
    latin("\u2028"),
)


def integer(choose: Chooser) -> Tree:
    """An integer, now and then at the limits of 64 bits (or past them: an error)."""
    kind = choose.below(100)
    if kind < 78:
        return atom(str(choose.pick(_INTS)), "int")
    if kind < 88:
        return Tree("int", NEGATE, ("-", str(choose.pick(_INTS))))
    if kind < 95:
        return atom(str(choose.pick(_LIMITS)), "int")
    if kind < 98:
        return Tree("int", NEGATE, ("-", str(choose.pick(_LIMITS))))
    if kind < 99:
        return atom("(-9223372036854775807 - 1)", "int")
    return atom(choose.pick(("007", "00", "9223372036854775808", "123456789012345678901")), "int")


def floating(choose: Chooser) -> Tree:
    """A float."""
    text = choose.pick(_ODD_FLOATS if choose.chance(0.01) else _FLOATS)
    if choose.chance(0.12):
        return Tree("float", NEGATE, ("-", text))
    if choose.chance(0.02):
        return atom(choose.pick(("(1.0e308 * 10)", "(-1.0e308 * 10)", "(1.0e308*10 - 1.0e308*10)")))
    return atom(text, "float")


def word(choose: Chooser) -> str:
    """The contents of a string."""
    if choose.chance(0.75):
        return _WORDS[choose.below(20)]
    return choose.pick(_WORDS)


def escape(text: str) -> str:
    """*text* as it is written between double quotes."""
    out = []
    for i, char in enumerate(text):
        if char in '"\\' or (char == "$" and text[i + 1 : i + 2] == "{"):
            out.append("\\" + char)
        elif char in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char])
        else:
            out.append(char)
    return "".join(out)


def quoted(text: str) -> Tree:
    """A plain string literal with the contents *text*."""
    return atom(f'"{escape(text)}"', "string")


_RAW_PIECES = (
    "a",
    " ",
    "b c",
    "\\n",
    "\\t",
    "\\r",
    '\\"',
    "\\\\",
    "\\$",
    "\\${",
    "$${",
    "$",
    "$$",
    "\\a",
    "\\x41",
    "\\u00e9",
    "''",
    "'",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\\\n",
    "#",
    "/*",
    latin("é"),
    "\xff",
    "\x01",
)
_INDENTED_PIECES = (
    "a",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "  ",
    "b",
    "\n\t",
    "''$",
    "''${",
    "'''",
    "''\\n",
    "''\\t",
    "''\\\\",
    "''\\$",
    "''\\'",
    "''\\x",
    "$",
    "$${",
    "$$",
    "'",
    '"',
    "\\",
    "\\n",
    "\r\n",
    "\r",
    "\n\n",
    "\n \n",
    "#",
    "//",
    latin("é"),
    "\xff",
)


def string_literal(choose: Chooser, hole: Callable[[], Tree] | None = None) -> Tree:
    """A string literal of any form; *hole* makes the interpolated expressions."""
    form = choose.below(20)
    if form < 10:
        return quoted(word(choose))
    if form == 19 and choose.chance(0.4):
        return atom(choose.pick(("x:x", "http://a.b/c?d=e&f", "a+b.c-1:%20~$_!*'@,;")), "uri")
    indented = form >= 15
    pieces = _INDENTED_PIECES if indented else _RAW_PIECES
    items: list[tuple[Part, ...]] = []
    for _ in range(choose.between(1, 6)):
        if hole is not None and choose.chance(0.3):
            items.append(("${", Sub(hole(), 0), "}"))
        elif choose.chance(0.15):
            items.append((choose.pick(pieces[:4]),))
        else:
            items.append((choose.pick(pieces),))
    quote = "''" if indented else '"'
    return Tree("indented" if indented else "string", SIMPLE, (quote, Many(tuple(items)), quote))


def interpolated(hole: Callable[[], Tree], before: str, after: str) -> Tree:
    """``"before${hole}after"``"""
    items = ((escape(before),), ("${", Sub(hole(), 0), "}"), (escape(after),))
    return Tree("string", SIMPLE, ('"', Many(items), '"'))


_PATHS = (
    "/a",
    "/a/b",
    "./a",
    "./.",
    "../x",
    "/a/../b",
    "/a/./b",
    "./a.txt",
    "/.",
    "/..",
    "/a/b.nix",
    "~/x",
    "a/b",
    "./dir",
    "./a-b_c+d/e",
    "/../..",
    "./dir/../a.txt",
    ".../x",
    "/nix/store",
)


def path(choose: Chooser, hole: Callable[[], Tree] | None = None) -> Tree:
    """A path literal."""
    if hole is not None and choose.chance(0.06):
        prefix = choose.pick(("./a", "/a/", "/a", "./", "~/"))
        return Tree("path", SIMPLE, (prefix, "${", Sub(hole(), 0), "}"))
    if choose.chance(0.01):
        return atom(choose.pick(("/a/", "/a//b", "./a/", "/", "./", "<nixpkgs>", "<a/b>")), "path")
    return atom(choose.pick(_PATHS), "path")


FILES = ("./a.txt", "./dir/b.txt", "./empty", "./bytes", "./missing", "./dir", "./dir/c.nix", "./.")
MODULES = (
    "./value.nix",
    "./function.nix",
    "./dir/c.nix",
    "./dir",
    "./free.nix",
    "./broken.nix",
    "./missing.nix",
    "./throws.nix",
)

_REGEX_ATOMS = (
    "a",
    "b",
    ".",
    "x",
    "[a-z]",
    "[0-9]",
    "[^a]",
    "(a)",
    "(b|c)",
    "(.)",
    "[[:alpha:]]",
    "[[:digit:]]",
    "[[:space:]]",
    "[a-zA-Z0-9_-]",
    "(a|ab)(c|bcd)",
    "\\.",
    "\\\\",
    "([^.]*)",
    "()",
    "(a*)",
    "(x)?",
    "[]a]",
    "[]",
    "\\d",
    "\\w",
    "(?:a)",
    "\\(",
    "[[:foo:]]",
    "\xc3",
    "é",
    "/",
    " ",
    "-",
    "(a(b)?)",
    "[.]",
    "\\[",
    "\n",
    "$",
    "^",
    "((a)|b)",
    "(a)\\1",
    "[a",
    "(",
    ")",
    "{",
    "}",
    "[z-a]",
    "\\",
    "[[.a.]]",
    "[[=a=]]",
)
_QUANTIFIERS = ("", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{,2}", "*?", "**", "{3,1}", "|")


def regex(choose: Chooser) -> str:
    """A POSIX extended regular expression, mostly a sound one."""
    if choose.chance(0.25):
        return choose.pick(
            (".*", "(.*)", "a", "[0-9]+", "(.*)\\.(.*)", "([a-z]+)", "^a$", "a|b", "(a*)*", "")
        )
    sound = 20 if choose.chance(0.85) else len(_REGEX_ATOMS)
    atoms = _REGEX_ATOMS[:sound]
    quantifiers = _QUANTIFIERS[:9] if sound == 20 else _QUANTIFIERS
    pieces = (choose.pick(atoms) + choose.pick(quantifiers) for _ in range(choose.between(1, 3)))
    return "".join(pieces)


_SUBJECTS = (
    "a",
    "",
    "ab",
    "abc",
    "aaa",
    "abcd",
    "foo.bar",
    "a.b.c",
    "123",
    "a1b2",
    " a ",
    "a\nb",
    "x-y_z",
    "foo/bar",
    latin("aéb"),
    "AbC",
    "\\",
    "a-1.2",
    "()",
    "aXbXc",
)


def subject(choose: Chooser) -> str:
    """A string that the regexes have a chance to match."""
    return choose.pick(_SUBJECTS)


_VERSION_PARTS = ("1", "2", "0", "10", "pre", "rc1", "a", "01", "", "post", "beta", "99999999999")


def version(choose: Chooser) -> str:
    """A version number."""
    parts = [choose.pick(_VERSION_PARTS) for _ in range(choose.between(1, 3))]
    return choose.pick((".", ".", "-", "", "_", "+")).join(parts)


def drv_name(choose: Chooser) -> str:
    """A package name with or without version."""
    name = choose.pick(("a", "foo", "foo-bar", "", "foo2", "a-", "-", "x-1-y"))
    return name + choose.pick(("", "-1.2", "-1", "-pre1", "-", "--1", "-.5", "- 1"))


_JSON = (
    "1",
    "null",
    "true",
    '"a"',
    "[]",
    "{}",
    "1.5",
    "-0",
    "1e3",
    "[1, 2]",
    '{"a": 1}',
    '{"a":{"b":[null,false]},"c":""}',
    '"\\u00e9\\n\\ud83d\\ude00"',
    ' [ 1 , "x" ] ',
    '{"a":1,"a":2}',
    "9223372036854775807",
    "-9223372036854775808",
    "1E400",
    "-0.0",
    "0.1e-2",
    '"\\/"',
    '{"":0}',
    "9223372036854775808",
    "18446744073709551616",
    # errors
    "",
    "[1,]",
    "{a:1}",
    "nul",
    "01",
    "1.",
    "'a'",
    '"\\x"',
    '"a\nb"',
    "[1",
    '{"a"}',
    "1 2",
    '"\\ud800"',
    '"\\u0000"',
    "\xff",
    '"\xff"',
    "NaN",
    "// c\n1",
    "+1",
    "]",
    '{"a":1',
    "tru",
)


def json_text(choose: Chooser) -> str:
    """JSON, sometimes broken."""
    if choose.chance(0.25):
        inner = choose.pick(_JSON[:20])
        return choose.pick((f"[{inner}]", f'{{"k":{inner}}}', f"[[{inner}],1]"))
    return choose.pick(_JSON[:24] if choose.chance(0.75) else _JSON)


_TOML = (
    "a = 1",
    "",
    'a = "x"',
    "a = true\nb = false",
    "a = 1.5",
    "a = [1, 2]",
    "[t]\na = 1",
    "[t.u]\nx = 1\n[t]\ny = 2",
    "[[t]]\na = 1\n[[t]]\na = 2",
    "a.b.c = 1",
    "a = { b = 1, c = [] }",
    'a = """\nx\n y"""',
    "a = 'x\\n'",
    'a = "\\u00e9\\n"',
    "a = 0xff\nb = 0o17\nc = 0b11",
    "a = 1_000",
    "a = -1\nb = +2",
    "a = 1e3",
    "# c\na = 1 # d",
    "\"a b\" = 1\n'c' = 2",
    "a = inf",
    "a = nan",
    "a = [\n 1,\n 2,\n]",
    "a = -0.0",
    # errors
    "a = ",
    "a = 1\na = 2",
    "[t]\n[t]",
    "a = 1979-05-27T07:32:00Z",
    "a = 1979-05-27",
    "a = 07:32:00",
    "a",
    "= 1",
    "a = 01",
    "a = 9223372036854775808",
    'a = "x',
    "[a",
    "a = tru",
    "a = 1 b = 2",
    "a = { b = 1, }",
    "a.b = 1\na = 2",
    "a = [1, 'x']",
    'a = "\\q"',
    "a = \xff",
)


def toml_text(choose: Chooser) -> str:
    """TOML, sometimes broken."""
    return choose.pick(_TOML[:24] if choose.chance(0.8) else _TOML)


ALGORITHMS = ("sha256", "md5", "sha1", "sha512", "blake3", "", "sha3", "SHA256")

#: Hashes of the empty string and such, in every notation.
HASHES: dict[str, tuple[str, ...]] = {
    "sha256": (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    ),
    "md5": (
        "d41d8cd98f00b204e9800998ecf8427e",
        "3y8bwfr609h3lh9ch0izcqq7fl",
        "1B2M2Y8AsgTpgAmY7PhCfg==",
    ),
    "sha1": (
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "143xibwh31h9bvxzalr0sjvbbvpa6ffs",
        "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    ),
}
BAD_HASHES = ("", "xyz", "sha256-", "e3b0", "sha256-!!!!", "md5-1B2M2Y8AsgTpgAmY7PhCfg==")
HASH_FORMATS = ("base16", "nix32", "base64", "sri", "base32", "base58", "")

STORE_NAME = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a"
CONTEXTS = (
    f'(builtins.appendContext "s" {{ "{STORE_NAME}" = {{ path = true; }}; }})',
    '(builtins.toFile "n" "t")',
    f'(builtins.appendContext "s" {{ "{STORE_NAME}.drv" = {{ outputs = [ "out" ]; }}; }})',
    f'(builtins.appendContext "s" {{ "{STORE_NAME}.drv" = {{ allOutputs = true; }}; }})',
    '(derivation { name = "a"; system = "x"; builder = "/b"; }).drvPath',
    '"${derivation { name = "a"; system = "x"; builder = "/b"; }}"',
    f'(builtins.appendContext "s" {{ "{STORE_NAME}" = {{ outputs = [ "out" ]; }}; }})',
    '(builtins.appendContext "s" { "/bad" = { path = true; }; })',
)


def context_string(choose: Chooser) -> Tree:
    """A string with context."""
    text = choose.pick(CONTEXTS if choose.chance(0.1) else CONTEXTS[:6])
    return Tree("context", SIMPLE if text[0] in '("' else CALL, (text,))
