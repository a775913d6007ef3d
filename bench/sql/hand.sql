-- The same trade as somebody would write it by hand for speed: plain tables, no walls, only the indexes it needs.
CREATE SCHEMA hand;
CREATE TABLE hand.account AS
SELECT a.id, a.seller_id, l.markup_percent FROM accounts_account a
  LEFT JOIN catalog_pricelist l ON l.seller_id = a.seller_id AND l.is_default;
ALTER TABLE hand.account ADD PRIMARY KEY (id);
CREATE TABLE hand.wallet AS
SELECT id, seller_id, buyer_id, balance_minor, held_minor FROM ledger_wallet;
ALTER TABLE hand.wallet ADD PRIMARY KEY (id), ADD UNIQUE (buyer_id, seller_id),
    ADD CHECK (balance_minor - held_minor >= 0);
CREATE TABLE hand.plan AS
SELECT p.id, p.seller_id, p.cost_minor, o.name AS product, p.name FROM catalog_plan p
  JOIN catalog_product o ON o.id = p.product_id;
ALTER TABLE hand.plan ADD PRIMARY KEY (id);
CREATE TABLE hand.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seller_id bigint NOT NULL, buyer_id bigint NOT NULL,
    number text NOT NULL UNIQUE, started_at timestamptz NOT NULL, placed_at timestamptz);
CREATE INDEX ON hand.orders (buyer_id, id);
CREATE TABLE hand.line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES hand.orders,
    plan_id bigint NOT NULL REFERENCES hand.plan, quantity int NOT NULL, UNIQUE (order_id, plan_id));
CREATE TABLE hand.leg (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES hand.orders,
    position int NOT NULL, seller_id bigint NOT NULL, buyer_id bigint NOT NULL, gross_minor bigint NOT NULL,
    payment text NOT NULL, approval text NOT NULL, fulfilment text NOT NULL, asked_at timestamptz,
    decided_at timestamptz, settled_at timestamptz, UNIQUE (order_id, position));
CREATE INDEX ON hand.leg (seller_id, asked_at);
CREATE INDEX ON hand.leg (buyer_id, order_id);
CREATE TABLE hand.leg_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, leg_id bigint NOT NULL REFERENCES hand.leg,
    plan_id bigint NOT NULL, product text NOT NULL, quantity int NOT NULL, unit_minor bigint NOT NULL,
    UNIQUE (leg_id, plan_id));
CREATE TABLE hand.hold (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, wallet_id bigint NOT NULL REFERENCES hand.wallet,
    key text NOT NULL UNIQUE, amount_minor bigint NOT NULL, created_at timestamptz NOT NULL, ended_at timestamptz);
CREATE TABLE hand.transfer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seller_id bigint NOT NULL, buyer_id bigint NOT NULL,
    key text NOT NULL UNIQUE, at timestamptz NOT NULL, reason text NOT NULL);
CREATE TABLE hand.entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, transfer_id bigint NOT NULL REFERENCES hand.transfer,
    wallet_id bigint, seller_id bigint NOT NULL, amount_minor bigint NOT NULL, balance_after_minor bigint);
CREATE INDEX ON hand.entry (transfer_id);
CREATE INDEX ON hand.entry (wallet_id, id);
CREATE TABLE hand.series AS SELECT DISTINCT seller_id, 0::bigint AS last FROM hand.wallet;
ALTER TABLE hand.series ADD PRIMARY KEY (seller_id);
CREATE TABLE hand.receipt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, transfer_id bigint NOT NULL REFERENCES hand.transfer,
    seller_id bigint NOT NULL, buyer_id bigint NOT NULL, number bigint NOT NULL, UNIQUE (seller_id, number));
CREATE TABLE hand.event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seller_id bigint NOT NULL, xact bigint NOT NULL,
    name text NOT NULL, at timestamptz NOT NULL, account_id bigint NOT NULL, subject_id bigint NOT NULL,
    actor_name text NOT NULL, data jsonb NOT NULL);
CREATE INDEX ON hand.event (seller_id, account_id, id);
CREATE INDEX ON hand.event (xact, id);
