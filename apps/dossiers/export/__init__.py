"""The proofs of a dossier as a workbook: written, and read back where a team may edit it."""
