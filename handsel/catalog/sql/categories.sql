-- Categories that were names on products become rows (CAT-1), which the steps across tiers may read.

INSERT INTO catalog_category (seller_id, name, position)
SELECT DISTINCT seller_id, category_name, 0 FROM catalog_product;

UPDATE catalog_product o SET category_id = k.id
  FROM catalog_category k
 WHERE k.seller_id = o.seller_id AND k.name = o.category_name;

-- Nothing of this may wait for the end of the transaction: the table is altered next.
SET CONSTRAINTS ALL IMMEDIATE;

GRANT SELECT ON catalog_category TO :chain;
CREATE POLICY chain ON catalog_category TO :chain USING (true);
