"""Other bots' databases, read as their own migrations define them; see docs/moving.md."""
