"""Makes the environment that the application needs and starts it there: standard library only."""
