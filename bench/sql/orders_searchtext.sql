-- What the trigger would have written for searches.
INSERT INTO orders_searchtext (id, seller_id, buyer_id, text)
SELECT id, seller_id, buyer_id, ' ' || concat_ws(' ', lower(number), lower(product),
       CASE WHEN h % 5 = 0 THEN 'shop' || h % 900000 || '.example' END,
       CASE WHEN h % 3 = 0 THEN 'po-' || h % 2000000 END, folded)
  FROM made;
