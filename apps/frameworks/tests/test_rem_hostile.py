"""Hostile and broken files: always a RemError with one French sentence, never anything else."""

import datetime
import io
import random
import re
import struct
import zipfile

import pytest

from apps.frameworks.rem import MAX_BYTES, RemError, read_workbook
from apps.frameworks.rem.source import MAX_INFLATED_BYTES, OLE_MAGIC
from apps.frameworks.tests.rem_builders import write_workbook

SEED = 20260105
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = write_workbook(tmp_path_factory.mktemp("rem") / "rem.xlsx", "convergence")
    return path.read_bytes()


def seeded(seed):
    """A dice that falls the same way in every run."""
    return random.Random(seed)  # noqa: S311


def refusal(data):
    """The sentence for `data`, which must be refused."""
    with pytest.raises(RemError) as caught:
        read_workbook(io.BytesIO(data))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def survives(data):
    """Either read or refused with a sentence; any other exception fails the test."""
    sentence = ""
    try:
        return read_workbook(io.BytesIO(data))
    except RemError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    return None


def repack(data, change, compression=zipfile.ZIP_DEFLATED):
    """The same workbook with its parts changed: `change` takes and returns {name: bytes}."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"N;ID;Chapitre\n1;A;B\n", "n’est pas un classeur Excel"),
        (b"%PDF-1.7\n", "n’est pas un classeur Excel"),
        (b"<html><table></table></html>", "n’est pas un classeur Excel"),
        (OLE_MAGIC + b"\0" * 600, "ancien format d’Excel (.xls)"),
        (OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"PK\x03\x04 and then nothing", "abîmé ou incomplet"),
    ],
)
def test_what_is_not_a_workbook(data, words):
    assert words in refusal(data)


def test_a_zip_of_something_else():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8")
    assert "n’est pas un classeur Excel" in refusal(target.getvalue())


def test_a_word_document_is_not_a_workbook(workbook):
    def rename(parts):
        return {
            name: content.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")
            for name, content in parts.items()
        }

    assert "abîmé ou incomplet" in refusal(repack(workbook, rename))


def test_a_missing_path(tmp_path):
    with pytest.raises(RemError, match="introuvable ou illisible"):
        read_workbook(tmp_path / "absent.xlsx")
    with pytest.raises(RemError, match="introuvable ou illisible"):
        read_workbook(tmp_path)


class Untouchable:
    """An upload that says its size and must not be read."""

    name = "enorme.xlsx"
    size = 50 * 1024 * 1024

    def read(self, count=-1):
        raise AssertionError("the file was read")


class Endless:
    """An upload that does not say its size; remembers what was asked of it."""

    name = "sans-fin.xlsx"
    asked = 0

    def read(self, count=-1):
        self.asked = count
        return b"P" * count


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    with pytest.raises(RemError, match="taille maximale de 20\u00a0Mo"):
        read_workbook(Untouchable())
    big = tmp_path / "enorme.xlsx"
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(RemError, match="taille maximale"):
        read_workbook(big)


def test_a_file_of_unknown_size_is_read_up_to_the_limit():
    upload = Endless()
    with pytest.raises(RemError, match="taille maximale"):
        read_workbook(upload)
    assert upload.asked == MAX_BYTES + 1


def test_the_limit_itself_is_allowed(tmp_path):
    exact = tmp_path / "juste.xlsx"
    with exact.open("wb") as file:
        file.truncate(MAX_BYTES)
    with pytest.raises(RemError, match="n’est pas un classeur"):
        read_workbook(exact)


def test_a_bomb_by_ratio(workbook):
    bomb = repack(workbook, lambda parts: parts | {"xl/media/a.bin": b"\0" * (6 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "anormalement volumineux" in refusal(bomb)


def test_a_bomb_by_many_parts(workbook):
    """Each part stays under the ratio floor; together they pass the total."""
    part = b"\0" * (4 * 1024 * 1024)
    count = MAX_INFLATED_BYTES // len(part) + 1
    bomb = repack(workbook, lambda parts: parts | {f"xl/media/{n}.bin": part for n in range(count)})
    assert "anormalement volumineux" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size(workbook):
    """The declared size is set to 10 bytes in both headers of a 6 MB part."""
    real = struct.pack("<I", 6 * 1024 * 1024)
    bomb = repack(workbook, lambda parts: {"xl/media/a.bin": b"\0" * (6 * 1024 * 1024)} | parts)
    lying = bomb.replace(real, struct.pack("<I", 10))
    assert lying != bomb
    refusal(lying)


def test_overlapping_parts_are_counted_each_time(workbook):
    """1,500 directory entries that all point at one 1 MB part: 1.5 GB for a reader that trusts."""
    name = b"xl/media/0000.bin"
    packed = repack(workbook, lambda parts: {name.decode(): b"\0" * (1024 * 1024)} | parts)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        start = archive.start_dir
    entry_end = start + 46 + len(name)
    entry = packed[start:entry_end]
    end = packed.rindex(b"PK\x05\x06")
    directory = packed[start:end] + entry * 1500
    (count,) = struct.unpack("<H", packed[end + 10 : end + 12])
    tail = packed[end : end + 8] + struct.pack(
        "<HHII", count + 1500, count + 1500, len(directory), start
    )
    forged = packed[:start] + directory + tail + packed[end + 20 :]
    assert len(zipfile.ZipFile(io.BytesIO(forged)).infolist()) == count + 1500
    assert "anormalement volumineux" in refusal(forged)


def test_too_many_parts(workbook):
    crowd = repack(workbook, lambda parts: parts | {f"xl/media/{n}": b"" for n in range(2001)})
    assert "anormalement volumineux" in refusal(crowd)


BILLION = (
    '<?xml version="1.0"{encoding}?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_entity_expansion_is_refused_in_any_part(workbook, part):
    def poison(parts):
        body = parts[part].decode().split("?>", 1)[-1]
        return parts | {part: (BILLION.format(encoding="") + body).encode()}

    assert "DOCTYPE" in refusal(repack(workbook, poison))


def test_entity_expansion_is_refused_in_another_encoding(workbook):
    def poison(parts):
        body = parts[SHEET].decode().split("?>", 1)[-1]
        text = BILLION.format(encoding=' encoding="utf-16"') + body
        return parts | {SHEET: text.encode("utf-16")}

    assert "DOCTYPE" in refusal(repack(workbook, poison))


def test_an_external_entity_is_refused(workbook):
    def poison(parts):
        head = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        return parts | {SHEET: head + parts[SHEET].replace(b"GEN.18", b"&f;", 1)}

    assert "DOCTYPE" in refusal(repack(workbook, poison))


def test_thousands_of_sheets_that_are_one_part(workbook):
    def multiply(parts):
        book = parts["xl/workbook.xml"]
        start = book.index(b"<sheet ")
        one = book[start : book.index(b"/>", start) + 2]
        many = b"".join(one.replace(b"Exigences", b"E%d" % n) for n in range(101))
        return parts | {"xl/workbook.xml": book.replace(one, many)}

    assert "anormalement volumineux" in refusal(repack(workbook, multiply))


def test_shared_strings_read_like_inline_ones(workbook):
    """Excel keeps its texts in one part; the builders write them in the cells."""
    texts = []

    def share(match):
        texts.append(match[2])
        return b'<c%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    def convert(parts):
        cell = rb'<c( r="[A-Z]+[0-9]+") t="inlineStr"><is>(.*?)</is></c>'
        sheet = re.sub(cell, share, parts[SHEET], flags=re.DOTALL)
        items = b"".join(b"<si>%s</si>" % text for text in texts)
        name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        override = (
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
        )
        return parts | {
            SHEET: sheet,
            "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (name, items),
            "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"</Types>", override),
        }

    shared = repack(workbook, convert)
    assert len(texts) > 100
    assert read_workbook(io.BytesIO(shared)) == read_workbook(io.BytesIO(workbook))


def test_a_forged_row_number_does_not_pad_for_ever(workbook):
    def forge(parts):
        return parts | {SHEET: parts[SHEET].replace(b'<row r="5"', b'<row r="99999999999"')}

    parsed = survives(repack(workbook, forge))
    assert [row.row_number for row in parsed.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    "dimension", [b"A1", b"A1:A1", b"A1:XFD1048576", b"A1:C3", b"ZZZ9:A1", b"nonsense"]
)
def test_a_wrong_dimension_changes_nothing(workbook, dimension):
    def lie(parts):
        return parts | {SHEET: parts[SHEET].replace(b'ref="A1:N12"', b'ref="%s"' % dimension)}

    lied = repack(workbook, lie)
    assert lied != repack(workbook, dict)
    if dimension == b"nonsense":
        refusal(lied)
    else:
        assert read_workbook(io.BytesIO(lied)).counts.proofs == 10


def test_an_absent_dimension_changes_nothing(workbook):
    def remove(parts):
        return parts | {SHEET: re.sub(rb'<dimension ref="A1:N12" ?/>', b"", parts[SHEET])}

    removed = repack(workbook, remove)
    assert removed != repack(workbook, dict)
    assert read_workbook(io.BytesIO(removed)).counts.proofs == 10


def long_workbook(path, rows):
    """A Convergence workbook of exactly `rows` data rows."""

    def many(present):
        present[:] = [{"ID": f"X.{n}", "Chapitre": "C", "Exigence": "E"} for n in range(rows)]

    return write_workbook(path, "convergence", edit=many)


def test_as_many_rows_as_allowed_and_one_more(tmp_path):
    assert read_workbook(long_workbook(tmp_path / "all.xlsx", 5_000)).counts.requirements == 5_000
    path = long_workbook(tmp_path / "more.xlsx", 5_001)
    with pytest.raises(RemError, match="dépasse 5\u202f000 lignes"):
        read_workbook(path)


def test_an_empty_workbook_and_one_without_requirements(tmp_path):
    def clear(rows):
        rows.clear()

    only_titles = write_workbook(tmp_path / "titres.xlsx", "convergence", edit=clear)
    with pytest.raises(RemError, match="ne contient aucune exigence"):
        read_workbook(only_titles)
    nothing = repack(
        only_titles.read_bytes(),
        lambda parts: (
            parts
            | {
                SHEET: parts[SHEET].split(b"<sheetData")[0]
                + b"<sheetData/>"
                + parts[SHEET].split(b"</sheetData>")[-1]
            }
        ),
    )
    assert "Ce classeur est vide" in refusal(nothing)


def test_another_table_altogether(tmp_path):
    def other(rows):
        rows.clear()

    path = write_workbook(
        tmp_path / "rem.xlsx",
        "convergence",
        edit=other,
        rename={title: f"Colonne libre {title[::-1]}" for title in ("ID", "Chapitre", "Exigence")},
        drop=("Périmètre", "Fonction", "Commentaire", "Profil", "N° scénario", "N° preuve")
        + ("Scénario de conformité", "Preuve", "Profil historique", "Criticité", "Ordre"),
    )
    assert "Aucune feuille n’a de ligne de titres reconnue" in refusal(path.read_bytes())


def test_truncated_files(workbook):
    for length in range(0, len(workbook), max(1, len(workbook) // 120)):
        refusal(workbook[:length])


def test_random_bytes():
    dice = seeded(SEED)
    for _round in range(200):
        head = dice.choice([b"", b"PK\x03\x04", b"PK\x05\x06", OLE_MAGIC])
        refusal(head + dice.randbytes(dice.randrange(1, 2000)))


def test_flipped_bytes(workbook):
    """300 copies with a few bytes changed anywhere, the zip structure included."""
    dice = seeded(SEED + 1)
    for _round in range(300):
        damaged = bytearray(workbook)
        for _flip in range(dice.randrange(1, 8)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        survives(bytes(damaged))


def test_broken_xml_in_any_part(workbook):
    """400 workbooks whose zip is sound and whose XML is cut, doubled, emptied or scrambled."""
    dice = seeded(SEED + 2)

    def scramble(parts):
        name = dice.choice(sorted(parts))
        content = bytearray(parts[name])
        kind = dice.randrange(5)
        at = dice.randrange(len(content))
        if kind == 0:
            content = content[:at]
        elif kind == 1:
            content += content[at:]
        elif kind == 2:
            content = bytearray()
        elif kind == 3:
            for _flip in range(5):
                content[dice.randrange(len(content))] = dice.choice(b"<>&\"'/=0A \xff")
        else:
            del parts[name]
            return parts
        return parts | {name: bytes(content)}

    refused = sum(survives(repack(workbook, scramble)) is None for _round in range(400))
    assert refused > 100


def test_hostile_attribute_values(workbook):
    """Numbers and references of the sheet replaced by nonsense."""
    dice = seeded(SEED + 3)
    nonsense = [b"-1", b"0", b"9" * 5000, b"1e999", b"NaN", b"A", b"ZZZZ1", b"", b"\xc3\xa9"]
    for _round in range(150):

        def forge(parts):
            sheet = parts[SHEET]
            spots = [n for n in range(len(sheet)) if sheet.startswith(b' r="', n)]
            at = dice.choice(spots) + 4
            end = sheet.index(b'"', at)
            return parts | {SHEET: sheet[:at] + dice.choice(nonsense) + sheet[end:]}

        survives(repack(workbook, forge))


VALUES = [
    None,
    "",
    " \u00a0",
    "#REF!",
    "=A1",
    "ID",
    "Chapitre",
    "Exigence",
    "X.01",
    "x.01",
    "X.01\u00a0",
    "_x000D_\n_x0000_",
    "\u200b\ufeff",
    "DOIT",
    "é" * 5_000,
    -1,
    1.5,
    10**300,
    True,
    datetime.datetime(1900, 1, 1),  # noqa: DTZ001
    datetime.time(1, 2),
    datetime.timedelta(days=-1),
]


def test_sound_workbooks_of_nonsense(tmp_path):
    """100 workbooks whose cells hold anything: read or refused, the rows always all kept."""
    dice = seeded(SEED + 4)
    for _round in range(100):

        def fill(rows):
            for row in rows:
                for title in dice.sample(list(row), 6):
                    row[title] = dice.choice(VALUES)

        layout = dice.choice(["published", "convergence", "older"])
        path = write_workbook(tmp_path / "rem.xlsx", layout, edit=fill)
        parsed = survives(path.read_bytes())
        if parsed:
            repeated = sum(one.code == "header_repeated" for one in parsed.oddities)
            assert parsed.counts.rows + repeated == {"convergence": 11}.get(layout, 8)


def test_an_encrypted_part(workbook):
    marked = bytearray(workbook)
    at = workbook.rindex(b"PK\x01\x02")
    marked[at + 8] |= 1
    assert "mot de passe" in refusal(bytes(marked))
