DROP POLICY chain ON catalog_pricebasis;
DROP POLICY chain ON catalog_costpolicy;
DROP POLICY chain ON catalog_pricerule;
