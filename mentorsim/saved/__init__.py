"""A question in one file, with everything that it needs: saved with its answer, and opened."""
