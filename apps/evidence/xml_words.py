"""Read the words of an XML part, paragraph by paragraph or cell by cell, never the whole of it."""

import xml.parsers.expat as expat
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

LONGEST = 64 * 1024
DIGITS = 20
PARAGRAPHS = {"p", "h", "si", "text", "comment"}
Chunks = Iterator[bytes]


class Reader:
    """Base of the readers: `ready` fills with (place, text) while the chunks go through."""

    def __init__(self):
        self.ready: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.length = 0

    def read(self, chunks: Chunks) -> Iterator[tuple[str, str]]:
        """Yield (place, text); raise `expat.ExpatError` where the XML stops being XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, facts: self.start(_local(name), facts)
        parser.EndElementHandler = lambda name: self.end(_local(name))
        parser.CharacterDataHandler = self.data
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield from self.ready
            self.ready.clear()
        parser.Parse(b"", True)
        yield from self.ready

    def start(self, name: str, facts: dict) -> None:
        """Note the beginning of an element; `name` has no prefix."""

    def end(self, name: str) -> None:
        """Note its end."""

    def data(self, text: str) -> None:
        """Gather words, up to a length that no real paragraph reaches."""
        if self.length < LONGEST:
            self.words.append(text)
            self.length += len(text)

    def flush(self, place: str) -> None:
        """Hand over what was gathered."""
        if self.words:
            self.ready.append((place, "".join(self.words)))
        self.words, self.length = [], 0


class Paragraphs(Reader):
    """The paragraphs of a document; `place(number, sheet)` names where one stands."""

    def __init__(self, place: Callable[[int, str], str]):
        super().__init__()
        self.place, self.number, self.sheet = place, 0, ""

    def start(self, name, facts):
        """Count paragraphs, remember the table of an open spreadsheet, read the attributes."""
        if name in PARAGRAPHS:
            self.flush(self._here())
            self.number += 1
        if name == "table":
            self.sheet = facts.get("table:name", self.sheet)
        if facts:
            self.ready.append((self._here(), "\n".join(facts.values())))

    def end(self, name):
        """Hand over a paragraph as soon as it is whole."""
        if name in PARAGRAPHS:
            self.flush(self._here())

    def _here(self) -> str:
        return self.place(self.number, self.sheet)


class Cells(Reader):
    """The cells of a worksheet; a shared string is told by its number, as "#12"."""

    def __init__(self):
        super().__init__()
        self.cell, self.kind = "", ""

    def start(self, name, facts):
        """Note which cell begins."""
        if name == "c":
            self.cell, self.kind = facts.get("r", ""), facts.get("t", "n")
            self.words, self.length = [], 0
        elif name == "f":
            self.words, self.length = [], 0

    def end(self, name):
        """Hand over the value of a cell; a formula is not one."""
        if name == "f":
            self.words, self.length = [], 0
        elif name == "c" and self.words:
            text = "".join(self.words)
            self.words = [{"s": "#" + text, "n": _plain(text)}.get(self.kind, text)]
            self.flush(self.cell)


def elements(chunks: Chunks, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of every element `wanted` of a small part, without their prefixes."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(name, facts):
        if _local(name) == wanted:
            found.append({_local(key): value for key, value in facts.items()})

    parser.StartElementHandler = start
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain(text: str) -> str:
    """Return a number without its exponent or a decimal part of zeros; a huge one is left alone."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or not 0 <= number.adjusted() < DIGITS or number % 1:
        return text
    return str(int(number))
