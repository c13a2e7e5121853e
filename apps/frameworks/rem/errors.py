"""The one exception of the reader, and the sentences used in more than one place."""

from django.utils.translation import gettext as _


class RemError(ValueError):
    """The workbook cannot be read; the message is one French sentence that says what to do."""


def not_a_workbook() -> RemError:
    """The bytes are not an .xlsx workbook at all."""
    return RemError(
        _(
            "Ce fichier n’est pas un classeur Excel (.xlsx) : enregistrez-le au format "
            "« Classeur Excel (.xlsx) », puis importez-le de nouveau."
        )
    )


def encrypted() -> RemError:
    """The workbook asks for a password before it opens."""
    return RemError(
        _(
            "Ce classeur demande un mot de passe à l’ouverture : retirez le mot de passe dans "
            "Excel, enregistrez le classeur, puis importez-le de nouveau."
        )
    )


def damaged() -> RemError:
    """It looks like a workbook, yet its content cannot be read to the end."""
    return RemError(
        _(
            "Ce classeur est abîmé ou incomplet : ouvrez-le dans Excel, enregistrez-le sous un "
            "autre nom, puis importez cette copie."
        )
    )


def too_large_inside() -> RemError:
    """Once decompressed, the content is far beyond what a requirement workbook holds."""
    return RemError(
        _(
            "Le contenu de ce classeur est anormalement volumineux une fois décompressé : "
            "supprimez les lignes vides mises en forme et les images, puis importez-le de nouveau."
        )
    )
