"""Dossiers, chapters, expected proofs, rounds, the ANS review."""
