"""The store: schema, database, and one file a table family; each query once, a function of ``tx``."""
