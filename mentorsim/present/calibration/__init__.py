"""For evaluators: calibration, posterior, exam and audit."""
