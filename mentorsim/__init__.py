"""The faces of the model: the command, the report and the tables on screen."""
