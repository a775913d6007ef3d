DROP FUNCTION mail_claim(timestamptz, interval, int);
DROP POLICY delivery ON mail_message;
REVOKE ALL ON mail_message FROM :chain;
