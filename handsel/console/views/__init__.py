"""The screens: find, one domain call, answer."""
