"""The door of everything that happens to a certificate, an order, a card or a delegation."""

from apps.certificates.services.deposit import OF_FILE, NotKept, keep_certificates
from apps.certificates.services.facts import (
    EDITABLE,
    add_mailbox,
    assign_certificate,
    check_step,
    note_facts,
    record_certificate,
    remove_mailbox,
    update_certificate,
)
from apps.certificates.services.moves import (
    READ,
    activate_certificate,
    expire_certificates,
    give_up_certificate,
    renew_certificate,
    revoke_certificate,
)
from apps.certificates.services.orders import (
    check_order,
    drop_order,
    open_order,
    order_again,
    send_order,
)
from apps.certificates.services.papers import change_card, delegate, end_delegation

__all__ = [
    "EDITABLE",
    "OF_FILE",
    "READ",
    "NotKept",
    "activate_certificate",
    "add_mailbox",
    "assign_certificate",
    "change_card",
    "check_order",
    "check_step",
    "delegate",
    "drop_order",
    "end_delegation",
    "expire_certificates",
    "give_up_certificate",
    "keep_certificates",
    "note_facts",
    "open_order",
    "order_again",
    "record_certificate",
    "remove_mailbox",
    "renew_certificate",
    "revoke_certificate",
    "send_order",
    "update_certificate",
]
