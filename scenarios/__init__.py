"""What could be done otherwise, and what it achieves."""
