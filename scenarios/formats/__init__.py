"""Files of any kind as rows of text: what a statistics office or an office program writes."""
