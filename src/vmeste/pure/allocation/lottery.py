"""The public lottery: numbers anyone can derive from the seed with a hash calculator and long multiplication.

The number of a pupil is the first eight bytes of SHA-256("seed|pupil"), read as a whole number, big end first: higher
is better. Two allocations can still be worth the same; then a grain decides, (a·b mod 2³¹-1) mod `GRAIN` micro-points
for each pupil and group, where a comes from bytes 8-11 of the pupil's hash and b from bytes 8-11 of
SHA-256("seed|group|g").
"""

import hashlib
from collections.abc import Iterable

import numpy as np

from .tables import Array

PRIME = 2**31 - 1
GRAIN = 10_007


def commitment_of(seed: str) -> str:
    """What is published before the wishes are in: SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, names: Iterable[bytes], kind: bytes = b"") -> tuple[Array, Array]:
    """Lottery numbers (uint64) and grains (int64, 1 … PRIME-1) of the names, in their order. O(n)."""
    start = hashlib.sha256(seed.encode() + b"|")
    numbers, grains = [], []
    for name in names:
        hashed = start.copy()
        hashed.update(name + kind)
        digest = hashed.digest()
        numbers.append(int.from_bytes(digest[:8], "big"))
        grains.append(int.from_bytes(digest[8:12], "big") % (PRIME - 1) + 1)
    return np.array(numbers, np.uint64), np.array(grains, np.int64)
