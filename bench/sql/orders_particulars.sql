-- What the buyer said about each.
INSERT INTO orders_particulars (seller_id, buyer_id, order_id, po_number, note, delivery, billing, terms_accepted_by,
                                reached, changed_at, changed_by_name, is_changed_by_seller, reminders_sent)
SELECT seller_id, buyer_id, id, CASE WHEN h % 3 = 0 THEN 'PO-' || h % 2000000 ELSE '' END, '', '{}',
       jsonb_build_object('company_name', company_name), '', 'cart', at, '', false, 0
  FROM made;
