"""Visitors become customers by themselves: they ask, confirm their address, and perhaps wait for a yes (ACC-3)."""
