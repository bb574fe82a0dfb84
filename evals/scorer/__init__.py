"""How the learned scorer is made: examples, network, training, thresholds.

``python -m evals.scorer.train`` writes ``assistant/scorer/model``; it needs torch
(``requirements/train.lock``), the program that reads the result does not.
"""
