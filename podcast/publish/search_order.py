"""Gives pagefind's index one order: it writes filters as its hash tables hold them, differently each run.

Its chunks are gzip of `pagefind_dcd` and CBOR (RFC 8949) made of arrays, unsigned numbers and texts. A
filter is [name, [[value, pages]…]]; the meta is [version, pages, chunks, [[filter, file]…], …]; both are
named by a digest, and `pagefind-entry.json` names the meta.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

__all__ = ["put_in_order"]

_MARK = b"pagefind_dcd"
_FILTERS = 3  # the place of the list of filters in the meta

Value = int | str | list["Value"]


def put_in_order(index: Path) -> None:
    """Sort the filters of every language below `index`, and name each file by what it then holds.

    Raises ValueError where a file is not as described above.
    """
    entry_file = index / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text("utf-8"))
    for language, found in sorted(entry["languages"].items()):
        found["hash"] = _order_language(index, language, found["hash"])
    entry["languages"] = dict(sorted(entry["languages"].items()))
    entry_file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _order_language(index: Path, language: str, name: str) -> str:
    meta = _read(index / f"pagefind.{name}.pf_meta")
    filters = _list(_list(meta)[_FILTERS])
    named: list[Value] = [_order_filter(index / "filter", language, _list(each)) for each in filters]
    _list(meta)[_FILTERS] = sorted(named, key=str)
    (index / f"pagefind.{name}.pf_meta").unlink()
    data = _write(meta)
    ordered = f"{language}_{hashlib.sha256(data).hexdigest()[:10]}"
    (index / f"pagefind.{ordered}.pf_meta").write_bytes(_packed(data))
    return ordered


def _order_filter(folder: Path, language: str, row: list[Value]) -> list[Value]:
    name, file = row
    held = _list(_read(folder / f"{file}.pf_filter"))
    held[1] = sorted(_list(held[1]), key=str)
    (folder / f"{file}.pf_filter").unlink()
    data = _write(held)
    ordered = f"{language}_{hashlib.sha256(data).hexdigest()[:7]}"
    (folder / f"{ordered}.pf_filter").write_bytes(_packed(data))
    return [name, ordered]


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise ValueError("the index of pagefind is not laid out as expected")
    return value


def _packed(data: bytes) -> bytes:
    return gzip.compress(_MARK + data, 9, mtime=0)


def _read(file: Path) -> Value:
    data = gzip.decompress(file.read_bytes())
    value, end = _value(data, len(_MARK))
    if not data.startswith(_MARK) or end != len(data):
        raise ValueError(f"{file.name} is not laid out as expected")
    return value


def _value(data: bytes, at: int) -> tuple[Value, int]:
    """One CBOR item: major type 0 (number), 3 (text) or 4 (array), of a known length."""
    kind, short = data[at] >> 5, data[at] & 31
    wide = 0 if short < 24 else 1 << (short - 24)
    if short > 27 or kind not in (0, 3, 4):
        raise ValueError("the index of pagefind holds something unexpected")
    at += 1 + wide
    size = int.from_bytes(data[at - wide : at], "big") if wide else short
    if kind == 0:
        return size, at
    if kind == 3:
        return data[at : at + size].decode("utf-8"), at + size
    items: list[Value] = []
    for _ in range(size):
        item, at = _value(data, at)
        items.append(item)
    return items, at


def _write(value: Value) -> bytes:
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(3, len(text)) + text
    return _head(4, len(value)) + b"".join(_write(each) for each in value)


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    power = next(power for power in range(4) if size < 1 << (8 << power))
    return bytes([kind << 5 | 24 + power]) + size.to_bytes(1 << power, "big")
