"""Mail to accounts and to their people: what each mail says, in whose brand, made once from an event, and sent."""
