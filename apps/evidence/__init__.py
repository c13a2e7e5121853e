"""The proof vault: content-addressed files, versions, private download."""
