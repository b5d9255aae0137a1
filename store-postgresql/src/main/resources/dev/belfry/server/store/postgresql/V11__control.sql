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

-- Nodes that count the connections of users, and when each was last heard of.
CREATE ${unlogged} TABLE ${schema}.counting_node (
  node text COLLATE "C" PRIMARY KEY,
  seen bigint NOT NULL         -- milliseconds since 1970
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.05);

CREATE ${unlogged} TABLE ${schema}.user_connections (
  user_id text COLLATE "C",
  node    text COLLATE "C",
  count   integer NOT NULL,
  raised  bigint NOT NULL,     -- when it last became more, milliseconds since 1970
  PRIMARY KEY (user_id, node)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX user_connections_node ON ${schema}.user_connections (node);

-- A node says that it is there, and how many connections users have at it. Returns how many they
-- have at other nodes that were heard of within two seconds, and whether one of these with a
-- greater name has new ones. Nobody waits for the disk: what a crash takes, nodes write again.
CREATE FUNCTION ${schema}.connections_v1(
  p_node text, p_users text[], p_counts integer[], p_asked text[])
RETURNS TABLE (o_user text, o_connections integer, o_they_leave boolean)
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO ${schema}.counting_node (node, seen) VALUES (p_node, v_now)
    ON CONFLICT (node) DO UPDATE SET seen = excluded.seen;
  INSERT INTO ${schema}.user_connections AS c (user_id, node, count, raised)
    SELECT u.name, p_node, u.n, v_now FROM unnest(p_users, p_counts) AS u (name, n)
    WHERE u.n > 0 ORDER BY u.name
    ON CONFLICT (user_id, node) DO UPDATE
      SET count = excluded.count,
        raised = CASE WHEN excluded.count > c.count THEN v_now ELSE c.raised END;
  DELETE FROM ${schema}.user_connections c
    WHERE c.node = p_node
      AND c.user_id IN (SELECT u.name FROM unnest(p_users, p_counts) AS u (name, n) WHERE u.n = 0);
  DELETE FROM ${schema}.user_connections WHERE (user_id, node) IN (
    SELECT c.user_id, c.node FROM ${schema}.user_connections c
      JOIN ${schema}.counting_node n ON n.node = c.node
      WHERE n.seen < v_now - 60000 LIMIT 1000 FOR UPDATE OF c SKIP LOCKED);
  DELETE FROM ${schema}.counting_node WHERE node IN (
    SELECT n.node FROM ${schema}.counting_node n WHERE n.seen < v_now - 3600000
      LIMIT 10 FOR UPDATE SKIP LOCKED);
  RETURN QUERY
    SELECT c.user_id, sum(c.count)::integer, bool_or(c.raised > v_now - 5000 AND c.node > p_node)
    FROM ${schema}.user_connections c JOIN ${schema}.counting_node n ON n.node = c.node
    WHERE c.user_id = ANY (p_asked) AND c.node <> p_node AND n.seen > v_now - 2000
    GROUP BY c.user_id;
END
$$;
