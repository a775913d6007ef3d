DROP TRIGGER leg_names_its_end_customer ON orders_leg;
DROP FUNCTION orders_name_end_customer();
