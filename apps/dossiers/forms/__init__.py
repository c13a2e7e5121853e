"""Forms of the acts on a dossier, its chapters and its proofs."""
