DROP FUNCTION handsel_oversees(bigint);
DROP FUNCTION handsel_sees(bigint);
DROP FUNCTION handsel_buyer();
DROP FUNCTION handsel_scope();
