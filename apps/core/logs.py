"""What the logs must not hold."""

import logging
import re


class Hide(logging.Filter):
    """Put « … » in the place of what `pattern` finds after its first group, in every line.

    Some addresses hold a secret, and Django writes the address of each refusal.
    """

    def __init__(self, pattern: str):
        super().__init__()
        self.pattern = re.compile(pattern)

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without what is to be hidden."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # the handler tells of a line that cannot be written
            return True
        hidden = self.pattern.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
