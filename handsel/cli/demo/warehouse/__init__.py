"""A demo out of the public AdventureWorks data warehouse: a wholesaler of bicycles and its resellers (OPS-1)."""
