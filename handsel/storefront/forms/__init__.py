"""How what a customer types reaches the domain: shape and labels only; the rules stand in the domain."""
