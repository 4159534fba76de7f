"""How fast the product is, as ratios taken in the same minute: `python -m benchmarks`. See docs/how-to/measure.md."""
