"""The trial of mentors of 2012-13: its tables, design, readings, population and posteriors."""
