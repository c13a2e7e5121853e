"""The screens of the vault: documents, deposits, previews, who took what."""
