"""What is sold and at which price: products, plans, price lists (CAT)."""
