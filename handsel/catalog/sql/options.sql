-- What products ask and how they look is told down the tree by the steps across tiers (CAT-1).
GRANT SELECT ON catalog_productoption, catalog_productpicture TO :chain;
CREATE POLICY chain ON catalog_productoption TO :chain USING (true);
CREATE POLICY chain ON catalog_productpicture TO :chain USING (true);
