"""Bytes of a pipe into lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.lines import MAX_LINE, LineSplitter


def split(*pieces: bytes) -> list[str]:
    splitter = LineSplitter()
    return [line for piece in pieces for line in splitter.feed(piece)] + splitter.end()


def test_lines_end_at_newlines_whatever_the_pieces() -> None:
    assert split(b"one\ntw", b"o\n\nthr", b"ee") == ["one", "two", "", "three"]


def test_a_line_is_given_as_soon_as_it_ends() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"one\ntwo") == ["one"]
    assert splitter.feed(b"\n") == ["two"]
    assert splitter.end() == []


def test_a_character_cut_in_two_is_put_together_and_a_broken_one_replaced() -> None:
    encoded = "λ\n".encode()
    assert split(encoded[:1], encoded[1:]) == ["λ"]
    assert split(b"a\xffb\n") == ["a\N{REPLACEMENT CHARACTER}b"]
    assert split(encoded[:1]) == ["\N{REPLACEMENT CHARACTER}"]


def test_of_a_progress_bar_only_what_it_showed_last_is_kept() -> None:
    assert split(b"\r 10 %\r 20 %", b"\r100 %\nnext\r\n") == ["100 %", "next"]


def test_a_very_long_line_is_cut_and_not_hoarded() -> None:
    splitter = LineSplitter()
    first = splitter.feed(b"x" * (2 * MAX_LINE + 5))
    assert [len(line) for line in first] == [MAX_LINE, MAX_LINE]
    assert splitter.feed(b"\n") == ["x" * 5]
    assert [len(line) for line in split(b"y" * (MAX_LINE + 1) + b"\n")] == [MAX_LINE, 1]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=50)), st.integers(1, 20))
def test_any_text_survives_any_cutting(lines: list[str], size: int) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    assert split(*(data[start : start + size] for start in range(0, len(data), size))) == lines
