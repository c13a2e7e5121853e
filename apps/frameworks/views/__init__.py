"""Pages of the catalogues: reading them, and importing a version."""

from apps.frameworks.views.comparing import version_compare
from apps.frameworks.views.importing import import_confirm, import_preview, version_delete
from apps.frameworks.views.reading import (
    catalog_detail,
    catalog_list,
    chapter_list,
    oddity_list,
    row_detail,
    row_list,
)

__all__ = [
    "catalog_detail",
    "catalog_list",
    "chapter_list",
    "import_confirm",
    "import_preview",
    "oddity_list",
    "row_detail",
    "row_list",
    "version_compare",
    "version_delete",
]
