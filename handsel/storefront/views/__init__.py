"""The pages: find, one domain call, answer."""
