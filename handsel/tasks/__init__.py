"""Long work as rows: asked for by a person, done by a worker batch by batch, watched, canceled, resumed (API-1)."""
