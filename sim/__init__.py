"""The world, one week at a time: young people, mentors and a programme.

Knows no prices and no statistics of the trial. What varies between worlds (parameters,
population, corps, policy, seed) comes in as values; what happened goes out as accounts.
"""
