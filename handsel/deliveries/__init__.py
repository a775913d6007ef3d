"""What was bought is delivered, by itself or by its supplier, line by line; or its money goes back (ORD-12)."""
