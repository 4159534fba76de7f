"""Words for what `pure.allocation` decides: reasons as data become sentences a family can read."""
