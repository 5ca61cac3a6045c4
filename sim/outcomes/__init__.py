"""What is counted in a world."""
