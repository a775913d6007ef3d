DROP TRIGGER account_takes_its_taxes_along ON accounts_account;
DROP TRIGGER account_has_its_tax_number_checked ON accounts_account;
DROP TRIGGER account_has_its_new_tax_number_checked ON accounts_account;
DROP POLICY chain ON tax_buyertax;
DROP POLICY chain ON tax_producttax;
DROP POLICY chain ON tax_taxrate;
DROP POLICY chain ON tax_taxsetup;
REVOKE ALL ON tax_taxsetup, tax_taxrate, tax_producttax, tax_buyertax FROM :chain;
