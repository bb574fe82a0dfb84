"""Evals: figures for what the assistant does, on data anybody can bring."""
