"""What is asked: people, policies, prices and numbers, and where worlds are run."""
