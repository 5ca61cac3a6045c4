"""Is a programme on track? What a municipality counts, beside what the model expects of it."""
