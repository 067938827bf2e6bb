"""The loops that do: poll, edit, lay, deliver, settle, listen. Rules decide; each step is one transaction."""
