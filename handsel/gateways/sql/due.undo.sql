DROP FUNCTION gateways_take_cards(bigint);
DROP FUNCTION gateways_forget(timestamptz);
DROP FUNCTION gateways_due(timestamptz, int);
DROP POLICY chain ON gateways_heardnotice;
DROP POLICY chain ON gateways_savedcard;
DROP POLICY chain ON gateways_cardrefund;
DROP POLICY chain ON gateways_cardform;
DROP POLICY chain ON gateways_charge;
REVOKE ALL ON gateways_heardnotice, gateways_savedcard, gateways_cardrefund, gateways_cardform, gateways_charge
    FROM :chain;
