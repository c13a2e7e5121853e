"""Who is written to, when, once: ladders, digests, the ledger of messages."""
