"""How what staff type reaches the domain: shape and labels only; the rules stand in the domain."""
