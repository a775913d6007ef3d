DROP FUNCTION identity_places_count(bigint);
