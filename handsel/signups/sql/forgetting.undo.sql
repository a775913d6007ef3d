DROP TRIGGER account_takes_its_sign_up_along ON accounts_account;
DROP FUNCTION signups_forget();
DROP POLICY purging ON signups_signup;
