"""One file per step of the schema, each after the one before it."""
