-- What an address says at this moment, for an order that is placed: the one that was chosen, or else the default of the
-- account's book for its role, or else the account's own.
CREATE OR REPLACE FUNCTION orders_address_now(p_seller bigint, p_account bigint, p_chosen bigint, p_role text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('company_name', company_name, 'contact_name', contact_name, 'email', email, 'phone', phone,
                              'address', address, 'city', city, 'country', country, 'state', state, 'postcode', postcode)
      FROM (
        SELECT CASE id WHEN p_chosen THEN 1 ELSE 2 END AS place, company_name, contact_name, email, phone, address, city,
               country, state, postcode
          FROM accounts_address
         WHERE seller_id = p_seller AND account_id = p_account AND (id = p_chosen OR p_role = ANY (default_for))
        UNION ALL
        SELECT 3, company_name, contact_name, email, phone, address, city, country, state, postcode
          FROM accounts_account WHERE id = p_account
      ) AS found
     ORDER BY place LIMIT 1
$$;

-- Fix what the buyer says about an order that is placed now, with its addresses as they read. With the rights of who asks.
CREATE OR REPLACE FUNCTION orders_fix_particulars(p_order bigint, p_po_number text, p_note text, p_site bigint,
                                                  p_delivery bigint, p_billing bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_particulars
       SET po_number = p_po_number, note = p_note, site_id = p_site, delivery_address_id = p_delivery,
           billing_address_id = p_billing, delivery = orders_address_now(seller_id, buyer_id, p_delivery, 'shipping'),
           billing = orders_address_now(seller_id, buyer_id, p_billing, 'billing')
     WHERE order_id = p_order;
END $$;
REVOKE ALL ON FUNCTION orders_address_now(bigint, bigint, bigint, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION orders_fix_particulars(bigint, text, text, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_address_now(bigint, bigint, bigint, text),
    orders_fix_particulars(bigint, text, text, bigint, bigint, bigint) TO :app;
