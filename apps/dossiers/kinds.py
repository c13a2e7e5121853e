"""Guess what kind of file an expected proof asks for, from the words of the catalogue."""

from apps.evidence.states import EvidenceKind as K
from apps.frameworks.rem.cells import fold

CNDA_KINDS = (K.CNDA_SCREENSHOT, K.CNDA_LETTER, K.CNDA_ATTESTATION)

_WORDS: tuple[tuple[K, tuple[tuple[str, ...], ...]], ...] = (
    (K.PASSI_FORM, (("passi",), ("formulaire", "intrusion"))),
    (K.CNDA_SCREENSHOT, (("capture", "cnda"), ("copie", "ecran", "cnda"))),
    (K.CNDA_ATTESTATION, (("attestation de conformite", "cnda"),)),
    (
        K.CNDA_LETTER,
        (
            ("cnda",),
            ("lettre de referencement",),
            ("homologation dmp",),
            ("homologation insi",),
            ("homologation apcv",),
            ("agrement", "sesam-vitale"),
        ),
    ),
    (K.TEST_RUN_ID, (("identifiant", "execution"), ("numero d'execution",))),
    (K.GAZELLE_PERMALINK, (("lien permanent",), ("gazelle",), ("permalien",))),
    (
        K.MESSAGE_SOURCE,
        (("source smtp",), ("source du message",), ("source d'un message",), ("messager smtp",)),
    ),
    (K.FLOW_MATRIX, (("matrice", "flux"),)),
    (K.BACKUP_PROCEDURE, (("sauvegarde", "procedure"), ("plan de sauvegarde",))),
    (K.HDS_CERTIFICATE, (("hds", "certifi"), ("hds", "agrement"))),
    (K.ATTESTATION_HONNEUR, (("sur l'honneur",),)),
    (
        K.WRITTEN_COMMITMENT,
        (("engagement ecrit",), ("engagement signe",), ("lettre d'engagement",)),
    ),
    (
        K.VIDEO_OR_SCREENSHOT,
        (
            ("video", "ecran"),
            ("demonstration",),
            ("capture d'ecran",),
            ("captures d'ecran",),
            ("copie d'ecran",),
            ("copies d'ecran",),
            ("copie ecran",),
        ),
    ),
    (K.VIDEO, (("video",), ("enregistrement d'ecran",))),
    (K.CONFIG_EXTRACT, (("extrait", "configuration"), ("fichier de configuration",))),
    (
        K.LOGS,
        (("logs",), ("log ",), ("journal d'appel",), ("extrait", "journa"), ("extrait", "trace")),
    ),
    (K.DECLARATION, (("declaration",), ("declaratif",))),
    (
        K.DOCUMENT,
        (("document",), ("procedure",), ("politique",), ("pssi",), ("description",), ("tableau",)),
    ),
)
"""For each kind, groups of words: one group whose words are all there is enough. First come,
first served, so the kinds that the rules treat apart stand before the common ones."""


def guess_kind(text: str) -> K:
    """Return the kind that `text` (a proof cell, any case, with or without accents) asks for.

    `OTHER` when no word is known; a person can always lay another kind of file.
    """
    words = f"{fold(text).replace('’', chr(39))} "
    for kind, groups in _WORDS:
        if any(all(word in words for word in group) for group in groups):
            return kind
    return K.OTHER
