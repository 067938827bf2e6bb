"""The loops that do: poll, edit, lay, deliver, settle, listen. The rules decide; each step is one transaction."""
