"""Pages of the due dates: list, month and agenda, calendar address."""
