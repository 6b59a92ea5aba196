"""Training, evaluation and export of the models; never imported by the application."""
