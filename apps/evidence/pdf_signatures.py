"""A program of its own: print how many signed fields a PDF holds, under the limits of `limits.py`.

`python -m apps.evidence.pdf_signatures PATH SECONDS`.
"""

import sys

from pypdf import PdfReader

from apps.evidence.limits import accept_limits

MOST = 999


def main(path: str, seconds: int) -> None:
    """Print the number of signature fields that hold a signature."""
    accept_limits(seconds)
    with open(path, "rb") as file:
        fields = (PdfReader(file).get_fields() or {}).values()
        signed = [each for each in fields if each.get("/FT") == "/Sig" and each.get("/V")]
        sys.stdout.write(str(min(len(signed), MOST)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
