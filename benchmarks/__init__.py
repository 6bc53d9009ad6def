"""What must be fast, against floors and rivals measured in the same run.

Machines are noisy, so only ratios inside one run count: floor and ours take
turns, medians of at least five rounds are compared, and where the floor itself
moved by more than a quarter no verdict is given.
"""
