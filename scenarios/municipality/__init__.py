"""Young people of one's own: read, reweighted, and held against the trial's."""
