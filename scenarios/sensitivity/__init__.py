"""What drives the answer, where it turns, and where a policy fails."""
