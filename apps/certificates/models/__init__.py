"""Certificates, their mailboxes and steps; orders, cards and delegations."""

from apps.certificates.models.certificate import Certificate, NotificationEmail, RenewalCheck
from apps.certificates.models.papers import CertificateOrder, CpaCard, Delegation

__all__ = [
    "Certificate",
    "CertificateOrder",
    "CpaCard",
    "Delegation",
    "NotificationEmail",
    "RenewalCheck",
]
