"""The BLAKE3 hash, as its specification defines it (hash mode, 32 bytes of output).

Pure Python, for the rare hash behind the experimental feature ``blake3-hashes``;
the standard library has no BLAKE3.  When the package ``blake3`` is installed,
that is used instead.
"""

from __future__ import annotations

from struct import pack, unpack

_IV = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
    0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_MASK = 0xFFFFFFFF

_BLOCK = 64
_CHUNK = 1024

_CHUNK_START = 1
_CHUNK_END = 2
_PARENT = 4
_ROOT = 8

#: Columns, then diagonals, of the 4 × 4 state.
_QUARTERS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def _compress(
    chaining: tuple[int, ...], block: bytes, counter: int, length: int, flags: int
) -> tuple[int, ...]:
    """The next chaining value: the first half of the compression function's output."""
    message = unpack("<16I", block)
    v = [*chaining, *_IV[:4], counter & _MASK, counter >> 32, length, flags]
    for _ in range(7):
        for index, (a, b, c, d) in enumerate(_QUARTERS):
            for word, turn, twist in (
                (message[2 * index], 16, 12),
                (message[2 * index + 1], 8, 7),
            ):
                v[a] = v[a] + v[b] + word & _MASK
                x = v[d] ^ v[a]
                v[d] = (x >> turn | x << 32 - turn) & _MASK
                v[c] = v[c] + v[d] & _MASK
                x = v[b] ^ v[c]
                v[b] = (x >> twist | x << 32 - twist) & _MASK
        message = tuple(message[index] for index in _PERMUTATION)
    return tuple(v[index] ^ v[index + 8] for index in range(8))


def _chunk(data: bytes, counter: int, flags: int) -> tuple[int, ...]:
    """The chaining value of one chunk; *flags* go to its last block."""
    chaining: tuple[int, ...] = _IV
    start = _CHUNK_START
    last = max(0, (len(data) - 1) // _BLOCK) * _BLOCK
    for offset in range(0, last + 1, _BLOCK):
        block = data[offset : offset + _BLOCK]
        end = flags | _CHUNK_END if offset == last else 0
        chaining = _compress(chaining, block.ljust(_BLOCK, b"\0"), counter, len(block), start | end)
        start = 0
    return chaining


def _parent(left: tuple[int, ...], right: tuple[int, ...], flags: int) -> tuple[int, ...]:
    return _compress(_IV, pack("<16I", *left, *right), 0, _BLOCK, _PARENT | flags)


def _hash(data: bytes) -> bytes:
    count = max(1, -(-len(data) // _CHUNK))
    if count == 1:
        return pack("<8I", *_chunk(data, 0, _ROOT))
    # Complete subtrees, largest first, as in a binary counter.
    stack: list[tuple[int, ...]] = []
    for index in range(count - 1):
        node = _chunk(data[index * _CHUNK : (index + 1) * _CHUNK], index, 0)
        done = index + 1
        while done % 2 == 0:
            node = _parent(stack.pop(), node, 0)
            done //= 2
        stack.append(node)
    node = _chunk(data[(count - 1) * _CHUNK :], count - 1, 0)
    while stack:
        left = stack.pop()
        node = _parent(left, node, 0 if stack else _ROOT)
    return pack("<8I", *node)


class Blake3:
    """A hasher in the manner of ``hashlib``; keeps what it is fed when it has to do the work."""

    def __init__(self) -> None:
        self._data = bytearray()
        try:
            from blake3 import blake3 as native  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            self._native = None
        else:
            self._native = native()

    def update(self, data: bytes, /) -> None:
        if self._native is None:
            self._data += data
        else:
            self._native.update(data)

    def digest(self) -> bytes:
        if self._native is None:
            return _hash(bytes(self._data))
        result: bytes = self._native.digest()
        return result
