"""Timings as ratios beside a floor measured in the same run."""
