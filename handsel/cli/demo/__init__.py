"""The story world of demo, tests, docs and pictures: made through the public operations only."""
