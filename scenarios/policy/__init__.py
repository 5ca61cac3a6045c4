"""What can be done otherwise: policies by name, who comes, what else is offered."""
