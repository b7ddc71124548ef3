"""``aionix.records`` makes of a class what ``dataclasses`` would."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from typing import Any

import pytest

from aionix import records

SOURCE = """
@dataclass(frozen=True)
class Point:
    x: int
    y: int = 2

@dataclass(frozen=True, slots=True)
class Slotted:
    x: int
    y: int = 2
    z: str = "z"

    @property
    def both(self) -> int:
        return self.x + self.y

@dataclass(slots=True)
class Growing:
    name: str
    items: list[int] = field(default_factory=list)
    last: int | None = None

@dataclass
class Base:
    a: int = 1
    more: dict[str, int] = field(default_factory=dict)

@dataclass
class Derived(Base):
    b: int = 2
    a: int = 3

@dataclass(frozen=True, eq=False)
class Itself:
    x: int

@dataclass(frozen=True, slots=True)
class Empty:
    pass

@dataclass(frozen=True)
class Checked:
    x: int

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("negative")

    def __repr__(self) -> str:
        return "checked"
"""


def classes(module: Any) -> dict[str, Any]:
    """The classes of ``SOURCE``, declared by way of *module*."""
    names = {"dataclass": module.dataclass, "field": module.field, "__name__": __name__}
    exec("from __future__ import annotations\n" + SOURCE, names)
    return names


OURS = classes(records)
THEIRS = classes(dataclasses)


def outcome(text: str, names: dict[str, Any]) -> str:
    """What *text* shows: its value, or the exception."""
    try:
        return repr(eval(text, {**names, "copy": copy, "inspect": inspect, **vars(dataclasses)}))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize(
    "text",
    [
        "Point(1)",
        "Point(1, 3), Point(x=1), Point(1, y=4), Point(y=1, x=2)",
        "Point()",
        "Point(1, 2, 3)",
        "Point(1, x=2)",
        "Point(1, z=2)",
        "Slotted(1), Slotted(1, 3), Slotted(1, z='a'), Slotted(1).both",
        "Slotted()",
        "Growing()",
        "Growing('a', [1]), Growing('a', last=3), Growing('a')",
        "Growing('a').items is Growing('a').items",
        "Base(), Derived(), Derived(5), Derived(b=1), Derived(1, {}, 2)",
        "Derived.__match_args__, Point.__match_args__, Empty.__match_args__",
        "Base.a, Point.y, hasattr(Base, 'more'), hasattr(Slotted(1), '__dict__')",
        "Point(1) == Point(1, 2), Point(1) == Point(2), Point(1) == Slotted(1), Point(1) == 1",
        "Base() == Derived(), Empty() == Empty(), Growing('a') == Growing('a')",
        "Itself(1) == Itself(1), len({Itself(1), Itself(1)})",
        "len({Point(1), Point(1), Point(2)}), len({Empty(), Empty()})",
        "hash(Growing('a'))",
        "setattr(Point(1), 'x', 2)",
        "setattr(Slotted(1), 'x', 2)",
        "delattr(Point(1), 'x')",
        "setattr(Growing('a'), 'other', 2)",
        "Checked(1), Checked(-1)",
        "Checked(1)",
        "replace(Point(1), y=5), replace(Slotted(1), x=7), replace(Derived(), b=8)",
        "replace(Point(1), z=5)",
        "asdict(Derived()), astuple(Growing('a', [1]))",
        "[(one.name, one.default) for one in fields(Slotted)]",
        "is_dataclass(Point), is_dataclass(Slotted(1)), [one.name for one in fields(Derived)]",
        "copy.copy(Slotted(1)), copy.deepcopy(Growing('a', [1])), copy.deepcopy(Slotted(1, 2, []))",
        "inspect.signature(Point), inspect.signature(Growing), inspect.signature(Derived)",
        "Point.__name__, Slotted.__name__, Slotted.__qualname__, Slotted.__module__",
    ],
)
def test_as_dataclasses(text: str) -> None:
    assert outcome(text, OURS) == outcome(text, THEIRS)


@pytest.mark.parametrize("name", ["Point", "Derived"])
def test_replace(name: str) -> None:
    one = OURS[name](1)
    other = records.replace(one, a=4) if name == "Derived" else records.replace(one, y=4)
    assert type(other) is type(one)
    assert other == dataclasses.replace(one, **({"a": 4} if name == "Derived" else {"y": 4}))
    assert one == OURS[name](1) != other


def test_a_dataclass_may_extend_one() -> None:
    @dataclasses.dataclass(frozen=True)
    class More(OURS["Point"]):  # type: ignore[misc]
        z: int = 3

    assert repr(More(1)).endswith("More(x=1, y=2, z=3)")


def test_structs() -> None:
    """The same, made faster."""

    @records.struct(frozen=True, slots=True, eq=False)
    class Node:
        pos: int

    @records.struct(frozen=True, slots=True, eq=False)
    class Leaf(Node):
        """One more."""

        name: str
        rest: tuple[int, ...] = ()

    leaf = Leaf(1, "a")
    assert repr(leaf).endswith(".Leaf(pos=1, name='a', rest=())")
    assert leaf != Leaf(1, "a") and not hasattr(leaf, "__dict__")
    assert Leaf(1, rest=(2,), name="b").rest == (2,) and isinstance(leaf, Node)
    assert Leaf.__match_args__ == ("pos", "name", "rest")

    @records.struct(slots=True)
    class Growing:
        name: str
        items: list[int] = records.field(default_factory=list)
        last: int | None = None

    one = Growing("a")
    assert one.items == [] and one.items is not Growing("a").items
    assert one == Growing("a") != Growing("a", [1], last=2)
    assert [one.name for one in dataclasses.fields(leaf)] == ["pos", "name", "rest"]
    with pytest.raises(TypeError, match=r"Leaf\.__init__\(\) missing 1 required.*'name'"):
        Leaf(1)  # type: ignore[call-arg]


def test_no_methods_are_generated() -> None:
    """Which is what it is for."""
    for name in ("Point", "Slotted", "Growing", "Itself", "Empty"):
        assert OURS[name].__init__.__code__.co_filename == records.__file__
