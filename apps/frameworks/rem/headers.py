"""Recognises the header row by its column titles, whatever their order, spelling and position.

A title is reduced to a set of plain words ("N° de l’exigence" → {id, exigence}) and compared with
`RULES`: a field matches when all its required words are there and no word is left over.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from apps.frameworks.rem.cells import as_text, clean_label

MAX_TITLE = 120
MIN_FIELDS = 3
ESSENTIAL = ("reference", "chapter", "statement")
PROOF_FIELDS = ("proof_reference", "proof")

NUMBER_WORDS = frozenset({"n", "no", "nr", "num", "numero"})
ID_WORDS = frozenset({"id", "identifiant", "ref", "reference", "code"})
SMALL_WORDS = frozenset(
    {"a", "ans", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "non"}
    | {"ou", "oui", "par", "pour", "sur", "un", "une", "associe", "associee", "attendu"}
    | {"attendue", "concerne", "concernee", "conformite", "fournir"}
)
WRAPPING = "intitule libelle nom texte titre description detail enonce"
PREVIOUS_WAVE = re.compile(r"\b(va|vague) ?n ?1\b")

# Field, required words, words that may come with them. The first rule that fits wins; for one
# field, an earlier rule beats a later one when two columns claim it.
RULES = tuple(
    (name, frozenset(required.split()), frozenset((required + " " + optional).split()))
    for name, required, optional in (
        ("conditional", "conditionnelle", "exigence caractere"),
        ("conditional", "conditionnel", "exigence caractere"),
        ("kind", "nature", "exigence preconisation"),
        ("kind", "type exigence", "preconisation"),
        ("kind", "type", ""),
        ("kind", "doit peut", ""),
        ("history_profile", "profil historique", ""),
        ("profile", "profil", "applicabilite applicable exigence"),
        ("perimeter", "perimetre", "vague exigence"),
        ("perimeter", "vague", ""),
        ("chapter_code", "id chapitre", ""),
        ("chapter_code", "id section", ""),
        ("chapter", "chapitre", WRAPPING + " convergence"),
        ("chapter", "section", WRAPPING),
        ("block", "bloc", WRAPPING),
        ("function", "fonction", WRAPPING),
        ("function", "fonctionnalite", WRAPPING),
        ("scenario_reference", "id scenario", ""),
        ("scenario", "scenario", WRAPPING),
        ("proof_reference", "id preuve", ""),
        ("proof", "preuve", WRAPPING),
        ("publication_status", "statut", "publication exigence"),
        ("publication_status", "evolution", "exigence"),
        ("criticality", "criticite", "exigence"),
        ("order", "ordre", "id tri affichage"),
        ("order", "rang", ""),
        ("comment", "commentaire", "exigence"),
        ("comment", "remarque", "exigence"),
        ("comment", "observation", "exigence"),
        ("reference", "id exigence", "unique preconisation"),
        ("reference", "id", "unique"),
        ("statement", "enonce", "exigence preconisation doit peut texte"),
        ("statement", "texte exigence", "preconisation"),
        ("statement", "libelle exigence", "preconisation"),
        ("statement", "description exigence", "preconisation"),
        ("statement", "intitule exigence", "preconisation"),
        ("statement", "exigence", "preconisation"),
        ("statement", "libelle", ""),
        ("statement", "description", ""),
    )
)
# "N°" alone is the reference only where nothing better claims to be.
BARE_NUMBER_RANK = len(RULES)


@dataclass(frozen=True, slots=True)
class Match:
    """What a column title stands for; `number` is the n of "Preuve n", 0 without one."""

    field: str
    rank: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """A recognised header row: field → column index (from 0), and the pairs of proof columns."""

    row_number: int
    titles: tuple[str, ...]
    columns: dict[str, int] = field(default_factory=dict)
    proofs: tuple[tuple[int | None, int | None], ...] = ()
    numbered_proofs: bool = False

    @property
    def score(self) -> int:
        return len(self.columns) + bool(self.proofs)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in ESSENTIAL if name not in self.columns)


@lru_cache(maxsize=2048)
def recognise(title: str) -> Match | None:
    """The field a column title stands for, or None."""
    plain = _plain(title)
    if PREVIOUS_WAVE.search(plain):
        return Match("previous_wave_reference", 0)
    parts = [_canonical(word) for word in plain.split() if word not in SMALL_WORDS]
    digits = [part for part in parts if part.isdigit()]
    words = _words(parts)
    if len(digits) > 1 or not words:
        return None
    for rank, (name, required, allowed) in enumerate(RULES):
        if required <= words <= allowed:
            if digits and name not in PROOF_FIELDS:
                return None
            if words == {"id"} and not any(word in ID_WORDS for word in plain.split()):
                rank = BARE_NUMBER_RANK
            return Match(name, rank, int(digits[0]) if digits else 0)
    return None


def map_header(row_number: int, cells) -> HeaderMap:
    """Read one row as if it were the header; the caller keeps the best row."""
    titles = []
    ranks: dict[str, int] = {}
    columns: dict[str, int] = {}
    proof_columns = defaultdict(list)
    numbered = False
    for index, value in enumerate(cells):
        title = clean_label(as_text(value))
        titles.append(title)
        match = recognise(title) if 0 < len(title) <= MAX_TITLE else None
        if match is None:
            continue
        if match.field in PROOF_FIELDS:
            proof_columns[match.field].append((match.number, index))
            numbered = numbered or match.number > 0
        elif match.rank < ranks.get(match.field, BARE_NUMBER_RANK + 1):
            ranks[match.field] = match.rank
            columns[match.field] = index
    return HeaderMap(
        row_number=row_number,
        titles=tuple(titles),
        columns=columns,
        proofs=_pair_proofs(proof_columns),
        numbered_proofs=numbered,
    )


def _pair_proofs(found) -> tuple[tuple[int | None, int | None], ...]:
    """(number column, text column) per proof, by the n of the titles, else by their turn."""
    pairs: dict[tuple[int, int], list[int | None]] = {}
    for side, name in enumerate(PROOF_FIELDS):
        turns: dict[int, int] = defaultdict(int)
        for number, index in found[name]:
            turns[number] += 1
            pairs.setdefault((number, turns[number]), [None, None])[side] = index
    return tuple((pair[0], pair[1]) for _key, pair in sorted(pairs.items()))


def _plain(title: str) -> str:
    """Lower case without accents; "N°", "Nº" and "No" all become "n"; letters and digits apart."""
    text = re.sub(r"\b[Nn]\s*[°º˚]", "n ", title)
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    text = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    return " ".join(re.findall(r"[a-z]+|\d+", text))


def _canonical(word: str) -> str:
    if word in NUMBER_WORDS or word in ID_WORDS:
        return "id"
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _words(parts: list[str]) -> set[str]:
    """Words without digits; the "n°" of "Preuve n° 2" only announces the digit and goes."""
    return {
        part
        for position, part in enumerate(parts)
        if not part.isdigit()
        and not (part == "id" and position > 0 and _is_digit(parts, position + 1))
    }


def _is_digit(parts: list[str], position: int) -> bool:
    return position < len(parts) and parts[position].isdigit()
