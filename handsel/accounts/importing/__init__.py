"""Import of customers and resellers from the files of other systems: reading, matching, fates, writing (ACC-22)."""
