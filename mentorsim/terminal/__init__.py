"""The terminal: tables and progress, help, and how a command ends."""
