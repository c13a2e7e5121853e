"""CNDA requests and montages."""

from apps.cnda.models.coverage import CndaCoverage
from apps.cnda.models.request import CndaRequest

__all__ = ["CndaCoverage", "CndaRequest"]
