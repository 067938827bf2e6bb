"""Moving house: everything of an installation out into one file and in again, and what others' bots hold."""
