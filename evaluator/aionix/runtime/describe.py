"""Values as error messages show them: type, and the value cut short (PLACEHOLDER)."""

from __future__ import annotations

from typing import Any

from .values import Attrs, Builtin, BuiltinPartial, Lambda, Partial, Path


def type_phrase(value: Any) -> str:
    """``an integer``, ``a set``, …"""
    if value is None:
        return "null"
    if value is True or value is False:
        return "a Boolean"
    kind = type(value)
    if kind is int:
        return "an integer"
    if kind is float:
        return "a float"
    if isinstance(value, str):
        return "a string"
    if kind is Path:
        return "a path"
    if kind is tuple:
        return "a list"
    if kind is Attrs:
        return "a set"
    if kind is Lambda or kind is Partial:
        return "a function"
    if kind is Builtin:
        return "a built-in function"
    if kind is BuiltinPartial:
        return "a partially applied built-in function"
    return "a thunk"


def describe(value: Any) -> str:
    """Type and value: ``an integer: 2``."""
    return f"{type_phrase(value)}: {value!r}"


def show_context(element: str) -> str:
    """A context element as messages show it."""
    return element
