"""Is a programme on track? The commands `follow-up new`, `check` and `learn`."""
