"""What a jobcentre has, said once: its young people, mentors or budget, years and prices."""
