"""The rule book, day counting and the ANS review clock: pure Python, no model, no system date."""
