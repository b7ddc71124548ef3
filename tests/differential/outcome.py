"""What an evaluator answered, taken apart so that answers can be compared.

Both evaluators print the same way (``nix-instantiate --eval --show-trace``): the
value on stdout; on stderr first what the program logged (``trace:``,
``evaluation warning:``), then the error: a header, trace frames, the message
and its position, each place with an excerpt of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_INDENT = " " * 7
_AT = re.compile(r"^ +at (.+):$")
_CODE = re.compile(r"^ +(\d+)?\| ?")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run printed, and how it ended (*status*: exit status, or why there is none)."""

    status: int | str
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a trace: text and place."""

    text: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer in parts."""

    ok: bool
    value: str = ""
    message: str = ""
    place: str | None = None
    trace: tuple[Frame, ...] = ()
    log: str = ""
    #: The error as printed, to notice differences in what isn't taken apart (excerpts).
    printed: str = ""
    #: Not an ordinary end: crash, timeout.
    trouble: str = ""


def read(answer: Answer) -> Outcome:
    """Take an answer apart."""
    text = answer.stderr.decode("latin-1")
    if isinstance(answer.status, str):
        return Outcome(False, trouble=answer.status, printed=text)
    if answer.status == 0:
        return Outcome(True, value=answer.stdout.decode("latin-1"), log=text)
    log, header, body = _split(text)
    message, place, frames = _error(header, body)
    return Outcome(False, "", message, place, frames, log, header + body)


def _split(text: str) -> tuple[str, str, str]:
    """Log, the line with ``error:``, and the rest."""
    found = re.search(r"^error:.*\n?", text, re.MULTILINE)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def _error(header: str, body: str) -> tuple[str, str | None, tuple[Frame, ...]]:
    """Message, place and trace of a printed error."""
    lines = body.split("\n")
    first = header.strip("\n").removeprefix("error:").strip(" ")
    if first:
        return (*_block([first, *lines]), ())
    frames: list[Frame] = []
    starts = [i for i, line in enumerate(lines) if line.startswith(f"{_INDENT}error:")]
    final = starts[-1] if starts else len(lines)
    block: list[str] = []
    for line in [*lines[:final], f"{_INDENT}… end"]:
        if line.startswith((f"{_INDENT}… ", f"{_INDENT}\xe2\x80\xa6 ", f"{_INDENT}(")):
            if block:
                text, place = _block(block)
                frames.append(Frame(text, place))
            block = [line]
        else:
            block.append(line)
    rest = lines[final:]
    if rest:
        rest[0] = rest[0].removeprefix(f"{_INDENT}error:").strip(" ")
    message, place = _block(rest)
    return message, place, tuple(frame for frame in frames if frame.text)


def _block(lines: list[str]) -> tuple[str, str | None]:
    """Text and place of one block: its lines up to ``at …:``; excerpts are dropped."""
    text: list[str] = []
    place = None
    after = False
    for line in lines:
        found = _AT.match(line)
        if found and place is None:
            place, after = found.group(1), True
        elif after and (_CODE.match(line) or not line.strip()):
            continue
        else:
            after = False
            text.append(line.removeprefix(_INDENT))
    return "\n".join(text).strip("\n"), place


def shape(message: str) -> str:
    """A message with what is particular to the program replaced: for grouping."""
    text = message.split("\n", 1)[0]
    text = re.sub(r"'(?:[^']|'(?=\w))*'", "'…'", text)
    text = re.sub(r'"(?:[^"\\]|\\.)*"?', '"…"', text)
    text = re.sub(r"(found|while evaluating|:) [\[{«].*", r"\1 …", text)
    text = re.sub(r"(but found [\w ]+|cannot coerce [\w ]+ to a string): .*", r"\1: …", text)
    text = re.sub(r"(/[\w.+-]+)+", "/…", text)
    text = re.sub(r"-?\d+(\.\d+)?(e[+-]?\d+)?", "N", text)
    return text[:160]
