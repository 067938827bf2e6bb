"""The loops that do: poll, edit, deliver, settle, listen. The rules decide; each step is one transaction."""
