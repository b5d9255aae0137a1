-- What nodes know together beside messages. Versions follow the order of commits, since the row of
-- the last one is locked until then: who has read up to one has read all before it.
CREATE ${unlogged} TABLE ${schema}.control (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
) WITH (fillfactor = 20);

-- Users that were told to go.
CREATE ${unlogged} TABLE ${schema}.disconnected (
  user_id    text COLLATE "C" PRIMARY KEY,
  not_before bigint NOT NULL,  -- milliseconds since 1970, as until
  version    bigint NOT NULL UNIQUE,
  until      bigint NOT NULL   -- when it is forgotten
);

CREATE INDEX disconnected_until ON ${schema}.disconnected (until);

-- What may be used once, and was.
CREATE ${unlogged} TABLE ${schema}.claimed (
  id    text COLLATE "C" PRIMARY KEY,
  until bigint NOT NULL        -- when it is forgotten, milliseconds since 1970
);

CREATE INDEX claimed_until ON ${schema}.claimed (until);

-- What was proposed first under a name.
CREATE ${unlogged} TABLE ${schema}.agreed (
  name  text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

CREATE FUNCTION ${schema}.disconnect_v1(p_users text[], p_not_before bigint[], p_lasts bigint)
RETURNS bigint LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_last bigint;
  v_now bigint := ${schema}.millis_v1();
BEGIN
  PERFORM ${schema}.commit_v1();
  INSERT INTO ${schema}.control (version) VALUES (0) ON CONFLICT DO NOTHING;
  UPDATE ${schema}.control SET version = version + cardinality(p_users) RETURNING version INTO v_last;
  INSERT INTO ${schema}.disconnected AS d (user_id, not_before, version, until)
    SELECT u.name, u.millis, v_last - cardinality(p_users) + u.n, v_now + p_lasts
    FROM unnest(p_users, p_not_before) WITH ORDINALITY AS u (name, millis, n)
    ON CONFLICT (user_id) DO UPDATE
      SET not_before = greatest(d.not_before, excluded.not_before),
        version = excluded.version, until = excluded.until;
  DELETE FROM ${schema}.disconnected WHERE user_id IN (
    SELECT d.user_id FROM ${schema}.disconnected d WHERE d.until < v_now
      ORDER BY d.until LIMIT 100 FOR UPDATE SKIP LOCKED);
  RETURN v_last;
END
$$;

-- The life and the version that this reaches, in a row without a user; then users, in the order of
-- their versions: those after the one asked for, or all where the life is another one.
CREATE FUNCTION ${schema}.disconnections_v1(p_life text, p_after bigint, p_rows integer)
RETURNS TABLE (o_user text, o_not_before bigint, o_version bigint, o_life text)
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_life ${schema}.life := ${schema}.life_v1();
  v_version bigint := coalesce((SELECT c.version FROM ${schema}.control c), 0);
  v_after bigint := CASE WHEN v_life.name = p_life AND p_after <= v_version THEN p_after ELSE 0 END;
BEGIN
  RETURN QUERY SELECT NULL::text, 0::bigint, v_version, v_life.name;
  RETURN QUERY
    SELECT d.user_id, d.not_before, d.version, NULL::text FROM ${schema}.disconnected d
    WHERE d.version > v_after ORDER BY d.version LIMIT p_rows;
END
$$;

CREATE FUNCTION ${schema}.claim_v1(p_id text, p_lasts bigint) RETURNS boolean
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_claimed boolean;
BEGIN
  PERFORM ${schema}.commit_v1();
  INSERT INTO ${schema}.claimed (id, until) VALUES (p_id, v_now + p_lasts) ON CONFLICT DO NOTHING;
  v_claimed := FOUND;
  DELETE FROM ${schema}.claimed WHERE id IN (
    SELECT c.id FROM ${schema}.claimed c WHERE c.until < v_now
      ORDER BY c.until LIMIT 10 FOR UPDATE SKIP LOCKED);
  RETURN v_claimed;
END
$$;

CREATE FUNCTION ${schema}.agree_v1(p_name text, p_value bytea) RETURNS bytea
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  INSERT INTO ${schema}.agreed (name, value) VALUES (p_name, p_value) ON CONFLICT DO NOTHING;
  RETURN (SELECT a.value FROM ${schema}.agreed a WHERE a.name = p_name);
END
$$;
