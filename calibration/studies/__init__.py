"""Studies that the model can be calibrated to: a folder each, of data alone."""
