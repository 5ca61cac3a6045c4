"""The same weekly rules as idiomatic Mesa: an independent check of the engine, and a yardstick."""
