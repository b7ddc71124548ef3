"""A TOML 1.0 reader without recursion.

The standard library's reader recurses, rounds times to microseconds, and turns
CRLF into LF; this one does as Nix's library (toml11) does.  The text and all
strings are nix strings.  Messages are toml11's for the commonest mistakes.
"""

from __future__ import annotations

from typing import Any

from aionix.runtime.values import Attrs

from .tomltext import (
    BARE_KEY,
    HINT_KEY,
    Region,
    Scanner,
    Timestamp,
    TomlSyntaxError,
    unfinished_array,
)


class Table:
    """A table, and how it came to be, which decides who may still add to it.

    *kind*: ``implicit`` (part of a longer header), ``header``, ``dotted`` (part of
    a dotted key) or ``inline``.
    """

    __slots__ = ("d", "kind", "region")

    def __init__(self, kind: str, region: tuple[int, int]) -> None:
        self.d: dict[str, Any] = {}
        self.kind = kind
        self.region = region


class TableArray(list[Table]):
    """What ``[[name]]`` adds to, and where it was begun."""

    __slots__ = ("region",)

    def __init__(self, table: Table, region: tuple[int, int]) -> None:
        super().__init__([table])
        self.region = region


class Reader(Scanner):
    """Reads one document."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.root = Table("header", (0, 0))
        #: Where the values are that keys and headers made, by table and name.
        self.regions: dict[tuple[int, str], Region] = {}

    def read(self) -> Table:
        """The document's table, with tables and lists inside it (not yet Nix values)."""
        table = self.root
        while True:
            self._blank()
            if self.at >= len(self.text):
                return self.root
            c = self.text[self.at]
            if c == "[":
                table = self._header()
            elif c not in "#\r\n":
                begin = self.at
                path = self._path()
                key = (begin, self._before_blank(begin))
                if not self._take("="):
                    raise self._fail(
                        "toml::parse_key_value_pair: invalid key value separator `=`",
                        note="expected =",
                    )
                self._blank()
                begin = self.at
                value = self._value()
                self._insert(table, path, value, key, (begin, self.at))
            self._end_of_line()

    # --- keys and tables

    def _path(self) -> list[str]:
        """A key, dotted or not, and the blanks behind it."""
        path: list[str] = []
        while True:
            self._blank()
            bare = self._skip(BARE_KEY)
            if bare:
                path.append(bare)
            elif self._take('"'):
                path.append(self._basic())
            elif self._take("'"):
                path.append(self._literal())
            else:
                raise self._fail(
                    'toml::parse_simple_key: invalid key: key must be "quoted",'
                    " 'quoted-literal', or bare key.",
                    note="expected alpha [a-zA-Z], digit [0-9], -, or _",
                    hint=HINT_KEY,
                )
            self._blank()
            if not self._take("."):
                return path

    def _before_blank(self, begin: int) -> int:
        """The end of what was read since *begin*, blanks behind it left out."""
        return begin + len(self.text[begin : self.at].rstrip(" \t"))

    def _header(self) -> Table:
        begin = self.at
        double = self._take("[[")
        if not double:
            self._take("[")
        close = "]]" if double else "]"
        wrong = f"toml::parse_file: invalid {'array-table' if double else 'table'} key"
        self._blank()
        first = self.at
        try:
            *prefix, name = self._path()
        except TomlSyntaxError:
            if self.at == first:
                note = "expected basic key([a-zA-Z0-9_-]) or quoted key(\" or ')"
                raise self._fail(wrong, note=note) from None
            dot = self.text.rfind(".", first, self.at)
            raise self._fail(wrong, dot, f"expected {close}") from None
        if not self._take(close):
            raise self._fail(wrong, note=f"expected {close}")
        region = (begin, self.at)
        table = self.root
        for key in prefix:
            below = table.d.get(key)
            if below is None:
                below = table.d[key] = Table("implicit", region)
            elif type(below) is TableArray:
                below = below[-1]
            if type(below) is not Table or below.kind == "inline":
                old = self._region(table, key)
                if type(below) is Table:
                    title = "failed to insert a value: inline table is immutable"
                    raise self._clash(title, region, "inserting this", old, "to this table")
                title = "failed to insert a value, value already exists"
                note = "non-table value already exists"
                raise self._clash(title, region, "while inserting this", old, note)
            table = below
        known = table.d.get(name)
        made = Table("header", region)
        if known is None:
            table.d[name] = TableArray(made, region) if double else made
            return made
        old = self._region(table, name)
        if double:
            if type(known) is TableArray:
                known.append(made)
                return made
            if type(known) is list and known and all(type(item) is Table for item in known):
                title = "failed to insert a table, inline array of tables is immutable"
                note = "this is inline array-of-tables"
                raise self._clash(title, region, "while inserting this", old, note)
            title = "failed to insert an array of tables, value already exists"
            note = "non-table value already exists"
            raise self._clash(title, region, "while inserting this", old, note)
        if type(known) is Table and known.kind == "implicit":
            known.kind = "header"
            known.region = region
            return known
        title = "failed to insert a table, table already defined"
        note = "this table is explicitly defined"
        raise self._clash(title, region, "inserting this", old, note)

    def _region(self, table: Table, name: str) -> Region:
        """Where what *name* stands for in *table* was defined."""
        known = table.d[name]
        if isinstance(known, (Table, TableArray)):
            return known.region
        return self.regions.get((id(table), name), (0, 0))

    def _insert(
        self, table: Table, path: list[str], value: Any, key: Region, region: Region
    ) -> None:
        *prefix, name = path
        for part in prefix:
            below = table.d.get(part)
            if below is None:
                below = table.d[part] = Table("dotted", key)
            elif type(below) is not Table or below.kind != "dotted":
                old = self._region(table, part)
                if type(below) is not Table:
                    title = "failed to insert a value, value already exists"
                    note = "non-table value already exists"
                    raise self._clash(title, key, "while inserting this", old, note)
                if below.kind == "inline":
                    title = "failed to insert a value: inline table is immutable"
                    raise self._clash(title, key, "inserting this", old, "to this table")
                title = "reopening a table using dotted keys"
                note = "this table is already closed"
                raise self._clash(title, key, "dotted key cannot reopen a table", old, note)
            table = below
        if name in table.d:
            old = self._region(table, name)
            title = "failed to insert a value, value already exists"
            raise self._clash(title, key, "inserting this", old, "but value already exists")
        table.d[name] = value
        self.regions[id(table), name] = region
        if type(value) is Table:
            value.region = region

    # --- values

    def _value(self) -> Any:
        """A value; arrays and inline tables nest on a stack."""
        #: Open arrays and inline tables; of each table, the key whose value comes next.
        open_: list[Any] = []
        keys: list[tuple[list[str], Region, int]] = []
        text = self.text
        while True:
            begin = self.at
            c = text[begin : begin + 1]
            if c == "[":
                self.at += 1
                self._lines()
                if not self._take("]"):
                    open_.append([])
                    continue
                value: Any = []
            elif c == "{":
                self.at += 1
                self._blank()
                if not self._take("}"):
                    open_.append(Table("inline", (begin, begin + 1)))
                    keys.append(self._inline_key())
                    continue
                value = Table("inline", (begin, self.at))
            else:
                value = self._scalar(c)
            while True:
                if not open_:
                    return value
                container = open_[-1]
                if type(container) is list:
                    container.append(value)
                    if not self._more_elements():
                        value = open_.pop()
                        continue
                    break
                path, key, start = keys.pop()
                self._insert(container, path, value, key, (start, self.at))
                if self._more_keys():
                    keys.append(self._inline_key())
                    break
                _freeze(container)
                value = open_.pop()

    def _more_elements(self) -> bool:
        """Whether another element of an array follows; reads up to it or behind the bracket."""
        self._lines()
        if self._take(","):
            self._lines()
            return not self._take("]")
        if self._take("]"):
            return False
        if self.at >= len(self.text):
            raise unfinished_array(self.text)
        raise self._fail("toml::parse_array: expected value-separator `,` or closing `]`")

    def _more_keys(self) -> bool:
        """As ``_more_elements``, of an inline table."""
        self._blank()
        if self._take(","):
            self._blank()
            if self.text.startswith("}", self.at):
                title = "trailing comma is not allowed in TOML-v1.0.0)"
                raise self._fail(f"toml::parse_inline_table: {title}")
            return True
        if self._take("}"):
            return False
        title = "expected value-separator `,` or closing `}`"
        raise self._fail(f"toml::parse_inline_table: {title}")

    def _inline_key(self) -> tuple[list[str], Region, int]:
        """A key of an inline table, where it stands, and where its value begins."""
        begin = self.at
        path = self._path()
        key = (begin, self._before_blank(begin))
        if not self._take("="):
            title = "toml::parse_key_value_pair: invalid key value separator `=`"
            raise self._fail(title, note="expected =")
        self._blank()
        return path, key, self.at


def _freeze(table: Table) -> None:
    """Nothing can be added to what dotted keys made inside an inline table."""
    todo = [table]
    while todo:
        for below in todo.pop().d.values():
            if type(below) is Table and below.kind == "dotted":
                below.kind = "inline"
                todo.append(below)


def convert(root: Table, scalar: Any) -> Attrs:
    """The table as Nix values; *scalar* makes them of timestamps and strings.

    All containers are listed parents first; then each becomes a value and takes
    its place in its parent, children first.
    """
    holder: list[Any] = [root]
    containers: list[Any] = [holder]
    places: list[tuple[Any, Any]] = []
    for container in containers:
        cells = container.d if type(container) is Table else container
        for key, item in list(cells.items() if type(container) is Table else enumerate(cells)):
            if type(key) is str and "\0" in key:
                scalar(key)
            if isinstance(item, (Table, list)):
                containers.append(item)
                places.append((cells, key))
            elif type(item) is str or type(item) is Timestamp:
                cells[key] = scalar(item)
    for parent, key in reversed(places):
        container = containers.pop()
        parent[key] = Attrs(container.d) if type(container) is Table else tuple(container)
    result: Attrs = holder[0]
    return result
