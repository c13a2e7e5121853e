"""Static files under hashed names, compressed once at collection."""

import re

from whitenoise.storage import CompressedManifestStaticFilesStorage

SOURCE_MAP = re.compile(rb"^(//|/\*)[#@] ?sourceMappingURL=.*$", re.MULTILINE)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that forgets source maps: packages name some that they do not ship."""

    patterns = tuple(
        (extension, tuple(p for p in patterns if "sourceMappingURL" not in str(p)))
        for extension, patterns in CompressedManifestStaticFilesStorage.patterns
    )
