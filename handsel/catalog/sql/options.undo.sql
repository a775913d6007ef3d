DROP POLICY chain ON catalog_productpicture;
DROP POLICY chain ON catalog_productoption;
REVOKE ALL ON catalog_productoption, catalog_productpicture FROM :chain;
