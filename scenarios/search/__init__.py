"""What does best within the mentors or the budget there are: many policies, judged honestly."""
