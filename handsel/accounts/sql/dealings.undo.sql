DROP FUNCTION IF EXISTS accounts_purge(bigint, timestamptz);
DROP FUNCTION accounts_due(timestamptz, int);
DROP FUNCTION accounts_dealings(bigint[]);
DROP FUNCTION accounts_has_traded(bigint);
DROP POLICY purging ON accounts_note;
DROP POLICY purging ON accounts_address;
DROP POLICY purging ON accounts_tagging;
DROP POLICY purging ON identity_onetimelink;
DROP POLICY purging ON ledger_ledgeraccount;
DROP POLICY purging_finds ON mail_message;
DROP POLICY purging ON mail_message;
DROP POLICY chain ON subscriptions_subscription;
REVOKE SELECT ON subscriptions_subscription FROM :chain;
REVOKE DELETE ON accounts_account, accounts_edge, accounts_note, accounts_address, accounts_tagging, identity_seat,
    identity_user, identity_onetimelink, mail_message, orders_order, orders_line, ledger_wallet, ledger_ledgeraccount
    FROM :chain;
