"""The accounts of a comparison, by purse and year."""
