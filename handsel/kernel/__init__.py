"""What a business operation is; knows nothing of resellers."""
