"""The books: wallets, transfers, holds and their proof (FUN)."""
