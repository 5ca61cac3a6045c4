"""A population of one's own: how its file was read, how far it is from the trial's."""
