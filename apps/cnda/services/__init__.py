"""The door of everything that happens to a CNDA request or a montage."""

from apps.cnda.services.montages import declare_montage, deposit_montage, withdraw_montage
from apps.cnda.services.moves import (
    abandon_cnda_request,
    advance_cnda_request,
    refuse_cnda_request,
    return_cnda_request,
)
from apps.cnda.services.papers import (
    deposit_paper,
    file_attestation,
    file_letter,
    file_screenshot,
    take_off_letter,
)
from apps.cnda.services.requests import open_cnda_request, record_check, update_cnda_request

__all__ = [
    "abandon_cnda_request",
    "advance_cnda_request",
    "declare_montage",
    "deposit_montage",
    "deposit_paper",
    "file_attestation",
    "file_letter",
    "file_screenshot",
    "open_cnda_request",
    "record_check",
    "refuse_cnda_request",
    "return_cnda_request",
    "take_off_letter",
    "update_cnda_request",
    "withdraw_montage",
]
