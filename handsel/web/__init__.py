"""What the HTTP faces share: design system, refusals, tables, forms, error pages (SHO-2)."""
