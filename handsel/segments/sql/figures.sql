-- What each account has bought, kept beside it (ACC-10, ACC-11), so that a list of a million can be sorted by it; and per
-- seller how many it has (ACC-12).
--   segments_note_*  statement triggers: note in the transaction what a statement changes
--   segments_apply   at commit: writes all that was noted, accounts in the order of their ids
--   segments_tell    statement trigger: carries a change of figures into the tally of the seller
--   segments_truth   the same figures, worked out from what they are figures of
-- Only at commit, because by then every wallet that the transaction needs is locked: figures are locked after wallets
-- and in one order, so that no two orders wait for each other. What is noted stands in a setting of the transaction,
-- which savepoints take back as they take back rows.

-- Counts over all accounts of the seller are not for who sees their own accounts only.
CREATE POLICY own_accounts ON segments_tally AS RESTRICTIVE TO :app USING ((SELECT handsel_manager()) IS NULL);

GRANT SELECT ON accounts_account, accounts_edge, orders_leg, subscriptions_subscription, identity_seat, identity_user
    TO :chain;
GRANT SELECT, INSERT, UPDATE, DELETE ON segments_figures, segments_tally TO :chain;
GRANT USAGE ON SEQUENCE segments_tally_id_seq TO :chain;
CREATE POLICY segments ON subscriptions_subscription FOR SELECT TO :chain USING (true);
CREATE POLICY chain ON segments_figures TO :chain USING (true) WITH CHECK (true);
CREATE POLICY chain ON segments_tally TO :chain USING (true) WITH CHECK (true);
ALTER TABLE segments_figures ADD CONSTRAINT segments_figures_of_same_seller
    FOREIGN KEY (seller_id, id) REFERENCES accounts_account (seller_id, id) ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED;

-- Note changes for the commit: an array of {a: account, s: seller, c: currency, o: orders, m: minor units, t: asked at,
-- l: fewer or earlier orders, r: run rate, n: running, u: users, w: work it out anew}.
CREATE FUNCTION segments_note(p_changes jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('handsel.figures',
                      (coalesce(nullif(current_setting('handsel.figures', true), ''), '[]')::jsonb || p_changes)::text, true)
     WHERE p_changes IS NOT NULL
$$;

CREATE FUNCTION segments_note_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM segments_note(jsonb_agg(to_jsonb(change))) FROM (
            SELECT buyer_id AS a, seller_id AS s, currency AS c, count(*) AS o, sum(gross_minor) AS m, max(asked_at) AS t
              FROM new_rows WHERE asked_at IS NOT NULL AND fulfilment <> 'canceled' GROUP BY 1, 2, 3) change;
        RETURN NULL;
    END IF;
    PERFORM segments_note(jsonb_agg(to_jsonb(change))) FROM (
        SELECT a, s, c, sum(o) AS o, sum(m) AS m, max(t) AS t, bool_or(l) AND sum(o) <= 0 AS l FROM (
            SELECT buyer_id AS a, seller_id AS s, currency AS c, 1 AS o, gross_minor AS m, asked_at AS t, false AS l
              FROM new_rows WHERE asked_at IS NOT NULL AND fulfilment <> 'canceled'
             UNION ALL
            SELECT buyer_id, seller_id, currency, -1, -gross_minor, NULL, true
              FROM old_rows WHERE asked_at IS NOT NULL AND fulfilment <> 'canceled') leg
         GROUP BY a, s, c HAVING sum(o) <> 0 OR sum(m) <> 0) change;
    RETURN NULL;
END $$;
CREATE TRIGGER leg_notes_figures AFTER INSERT ON orders_leg REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_legs();
CREATE TRIGGER leg_notes_changed_figures AFTER UPDATE ON orders_leg
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION segments_note_legs();
CREATE TRIGGER subscription_notes_figures AFTER INSERT ON subscriptions_subscription REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_subscriptions();
CREATE TRIGGER subscription_notes_changed_figures AFTER UPDATE ON subscriptions_subscription
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_subscriptions();

-- A new edge makes the figures of its buyer; who comes and goes changes them little, and they are few: worked out anew.
CREATE FUNCTION segments_note_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM segments_note(jsonb_agg(jsonb_build_object('a', buyer_id, 'w', true)))
       FROM (SELECT DISTINCT buyer_id FROM changed_rows WHERE buyer_id IS NOT NULL) change;
    RETURN NULL;
END $$;
CREATE TRIGGER edge_notes_figures AFTER INSERT ON accounts_edge REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_buyers();
CREATE TRIGGER seat_notes_figures AFTER INSERT ON identity_seat REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_buyers();
CREATE TRIGGER seat_notes_gone_figures AFTER DELETE ON identity_seat REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_buyers();

CREATE FUNCTION segments_note_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM segments_note(jsonb_agg(jsonb_build_object('a', p.buyer_id, 'w', true)))
       FROM identity_seat p WHERE p.user_id = new.id AND p.buyer_id IS NOT NULL;
    RETURN NULL;
END $$;
ALTER FUNCTION segments_note_users() OWNER TO :chain;
REVOKE ALL ON FUNCTION segments_note_users() FROM PUBLIC;
CREATE TRIGGER user_notes_figures AFTER UPDATE OF deactivated_at ON identity_user FOR EACH ROW
    WHEN ((old.deactivated_at IS NULL) <> (new.deactivated_at IS NULL)) EXECUTE FUNCTION segments_note_users();

CREATE FUNCTION segments_note_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM segments_note(jsonb_agg(jsonb_build_object('a', n.id, 's', n.seller_id)))
       FROM new_rows n JOIN old_rows o ON o.id = n.id
      WHERE n.is_listed <> o.is_listed OR n.kind <> o.kind;
    RETURN NULL;
END $$;
CREATE TRIGGER account_notes_figures AFTER UPDATE ON accounts_account
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_note_accounts();

CREATE FUNCTION segments_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    noted jsonb := nullif(current_setting('handsel.figures', true), '')::jsonb;
    touched bigint[];
    anew bigint[];
BEGIN
    IF noted IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('handsel.figures', '', true);
    SELECT array_agg(DISTINCT a), coalesce(array_agg(DISTINCT a) FILTER (WHERE w), '{}') INTO touched, anew
      FROM jsonb_to_recordset(noted) AS change (a bigint, w boolean);
    PERFORM 1 FROM segments_figures WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;

    IF touched <> anew THEN
        UPDATE segments_figures f
           SET kind = a.kind, is_listed = a.is_listed, orders_count = f.orders_count + d.o,
               orders_minor = f.orders_minor + d.m,
               last_order_at = CASE WHEN d.l THEN (
                   SELECT max(l.asked_at) FROM orders_leg l
                    WHERE l.seller_id = f.seller_id AND l.buyer_id = f.id AND l.asked_at IS NOT NULL
                      AND l.fulfilment <> 'canceled') ELSE greatest(f.last_order_at, d.t) END,
               run_rate = f.run_rate + d.r, running_count = f.running_count + d.n
          FROM accounts_account a,
               (SELECT g.id, coalesce(sum(o), 0) AS o, coalesce(sum(m) FILTER (WHERE c = g.currency), 0) AS m, max(t) AS t,
                       coalesce(bool_or(l), false) AS l, coalesce(sum(r) FILTER (WHERE c = g.currency), 0) AS r,
                       coalesce(sum(n), 0) AS n
                  FROM jsonb_to_recordset(noted) AS change (a bigint, s bigint, c text, o int, m bigint, t timestamptz,
                                                            l boolean, r numeric, n int)
                  JOIN segments_figures g ON g.id = change.a AND g.seller_id = change.s
                 WHERE g.id <> ALL (anew)
                 GROUP BY g.id) d
         WHERE f.id = d.id AND a.id = d.id;
    END IF;
    IF anew <> '{}' THEN
        INSERT INTO segments_figures (id, seller_id, kind, is_listed, currency, orders_count, orders_minor,
                                      last_order_at, run_rate, running_count, users_count)
        SELECT * FROM segments_truth WHERE id = ANY (anew) ORDER BY id
        ON CONFLICT (id) DO UPDATE
           SET seller_id = excluded.seller_id, kind = excluded.kind, is_listed = excluded.is_listed,
               currency = excluded.currency, orders_count = excluded.orders_count, orders_minor = excluded.orders_minor,
               last_order_at = excluded.last_order_at, run_rate = excluded.run_rate,
               running_count = excluded.running_count, users_count = excluded.users_count;
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION segments_apply() OWNER TO :chain;
REVOKE ALL ON FUNCTION segments_apply() FROM PUBLIC;

-- One of these fires at commit wherever something was noted; the first does it all.
CREATE CONSTRAINT TRIGGER leg_counts AFTER INSERT ON orders_leg DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (new.asked_at IS NOT NULL) EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER leg_counts_otherwise AFTER UPDATE ON orders_leg DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (old.asked_at IS DISTINCT FROM new.asked_at OR old.fulfilment <> new.fulfilment
                       OR old.gross_minor <> new.gross_minor OR old.buyer_id <> new.buyer_id)
    EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER subscription_counts AFTER INSERT ON subscriptions_subscription DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER subscription_counts_otherwise AFTER UPDATE ON subscriptions_subscription
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER edge_counts AFTER INSERT ON accounts_edge DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER seat_counts AFTER INSERT ON identity_seat DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (new.buyer_id IS NOT NULL) EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER seat_counts_no_more AFTER DELETE ON identity_seat DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (old.buyer_id IS NOT NULL) EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER user_counts AFTER UPDATE OF deactivated_at ON identity_user DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((old.deactivated_at IS NULL) <> (new.deactivated_at IS NULL)) EXECUTE FUNCTION segments_apply();
CREATE CONSTRAINT TRIGGER account_counts AFTER UPDATE ON accounts_account DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (old.is_listed <> new.is_listed OR old.kind <> new.kind) EXECUTE FUNCTION segments_apply();

-- The tally of a seller follows the figures of its accounts, in the same statement.
CREATE FUNCTION segments_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO segments_tally AS t (seller_id, kind, currency, listed_count, transacting_count, run_rate)
        SELECT seller_id, kind, currency, count(*), count(*) FILTER (WHERE running_count > 0), sum(run_rate)
          FROM new_rows WHERE is_listed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (seller_id, kind, currency) DO UPDATE
           SET listed_count = t.listed_count + excluded.listed_count,
               transacting_count = t.transacting_count + excluded.transacting_count,
               run_rate = t.run_rate + excluded.run_rate;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE segments_tally t
           SET listed_count = t.listed_count - gone.listed, transacting_count = t.transacting_count - gone.transacting,
               run_rate = t.run_rate - gone.run_rate
          FROM (SELECT seller_id, kind, currency, count(*) AS listed,
                       count(*) FILTER (WHERE running_count > 0) AS transacting, sum(run_rate) AS run_rate
                  FROM old_rows WHERE is_listed GROUP BY 1, 2, 3) gone
         WHERE t.seller_id = gone.seller_id AND t.kind = gone.kind AND t.currency = gone.currency;
    ELSE
        INSERT INTO segments_tally AS t (seller_id, kind, currency, listed_count, transacting_count, run_rate)
        SELECT seller_id, kind, currency, sum(listed), sum(transacting), sum(run_rate)
          FROM (SELECT seller_id, kind, currency, 1 AS listed, (running_count > 0)::int AS transacting, run_rate
                  FROM new_rows WHERE is_listed
                 UNION ALL
                SELECT seller_id, kind, currency, -1, -(running_count > 0)::int, -run_rate
                  FROM old_rows WHERE is_listed) change
         GROUP BY 1, 2, 3 HAVING sum(listed) <> 0 OR sum(transacting) <> 0 OR sum(run_rate) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (seller_id, kind, currency) DO UPDATE
           SET listed_count = t.listed_count + excluded.listed_count,
               transacting_count = t.transacting_count + excluded.transacting_count,
               run_rate = t.run_rate + excluded.run_rate;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_tell_of_new AFTER INSERT ON segments_figures REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_tell();
CREATE TRIGGER figures_tell_of_changed AFTER UPDATE ON segments_figures
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION segments_tell();
CREATE TRIGGER figures_tell_of_gone AFTER DELETE ON segments_figures REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_tell();

-- Figures against what they are figures of, and tallies against figures.
CREATE FUNCTION segments_faults(p_seller bigint) RETURNS TABLE (fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '' WHERE NOT handsel_oversees(p_seller)
    UNION ALL
    SELECT format('the figures of account %s at seller %s are %s, they should be %s', coalesce(f.id, t.id),
                  coalesce(f.seller_id, t.seller_id), coalesce(f.told, 'missing'), coalesce(t.told, 'none'))
      FROM (SELECT id, seller_id, format('%s %s, %s orders of %s until %s, %s running at %s a month, %s users', kind,
                   is_listed, orders_count, orders_minor, last_order_at, running_count, run_rate::numeric(30, 12),
                   users_count) AS told
              FROM segments_figures WHERE p_seller IS NULL OR seller_id = p_seller) f
      FULL JOIN
           (SELECT id, seller_id, format('%s %s, %s orders of %s until %s, %s running at %s a month, %s users', kind,
                   is_listed, orders_count, orders_minor, last_order_at, running_count, run_rate::numeric(30, 12),
                   users_count) AS told
              FROM segments_truth WHERE p_seller IS NULL OR seller_id = p_seller) t ON t.id = f.id
     WHERE f.told IS DISTINCT FROM t.told OR f.seller_id IS DISTINCT FROM t.seller_id
    UNION ALL
    SELECT format('the tally of %ss of seller %s in %s is off', coalesce(t.kind, f.kind),
                  coalesce(t.seller_id, f.seller_id), coalesce(t.currency, f.currency))
      FROM (SELECT * FROM segments_tally
             WHERE (p_seller IS NULL OR seller_id = p_seller) AND (listed_count, transacting_count, run_rate) <> (0, 0, 0)) t
      FULL JOIN
           (SELECT seller_id, kind, currency, count(*) AS listed, count(*) FILTER (WHERE running_count > 0) AS transacting,
                   sum(run_rate) AS run_rate
              FROM segments_figures WHERE is_listed AND (p_seller IS NULL OR seller_id = p_seller) GROUP BY 1, 2, 3) f
        ON f.seller_id = t.seller_id AND f.kind = t.kind AND f.currency = t.currency
     WHERE (t.listed_count, t.transacting_count, t.run_rate) IS DISTINCT FROM (f.listed, f.transacting, f.run_rate)
$$;
ALTER FUNCTION segments_faults(bigint) OWNER TO :chain;
REVOKE ALL ON FUNCTION segments_faults(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION segments_faults(bigint) TO :app;
