"""A situation at the command and on the page: written, checked, said, answered to."""
