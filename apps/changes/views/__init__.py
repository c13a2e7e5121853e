"""Pages of modifications: what one reads, the facts one completes, the acts that move them."""
