-- Functions carry a version, so that nodes of two releases run side by side: a migration adds
-- functions and columns, and takes none away that the release before calls.

-- Plans are made when tables are empty, and kept. What keeps them from scanning whole tables makes
-- the only plan for a table of one row look costly before version 18, so costly that it would be
-- compiled each time: hence jit = off wherever enable_seqscan = off.

-- The one clock of all nodes, in milliseconds since 1970.
CREATE FUNCTION ${schema}.millis_v1() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

-- The current life. The timeline of the WAL changes when another server takes over, and where a
-- backup is rolled forward; the system's identifier, where the data came from elsewhere. Fails on a
-- server that is in recovery.
CREATE FUNCTION ${schema}.life_v1() RETURNS ${schema}.life LANGUAGE plpgsql AS $$
DECLARE
  v_system bigint := (SELECT system_identifier FROM pg_control_system());
  v_timeline text := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
  v_life ${schema}.life;
BEGIN
  SELECT * INTO v_life FROM ${schema}.life;
  IF v_life.system = v_system AND v_life.timeline = v_timeline THEN
    RETURN v_life;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('${schema}'), 1);
  SELECT * INTO v_life FROM ${schema}.life; -- another one may have begun it meanwhile
  IF v_life.system = v_system AND v_life.timeline = v_timeline THEN
    RETURN v_life;
  END IF;
  INSERT INTO ${schema}.life AS l (name, previous, system, timeline)
    VALUES (
      left(replace(gen_random_uuid()::text, '-', ''), 12), NULL, v_system, v_timeline)
    ON CONFLICT (one) DO UPDATE
      SET name = excluded.name, previous = l.name, system = v_system, timeline = v_timeline
    RETURNING * INTO v_life;
  RETURN v_life;
END
$$;

-- Begins a new life, for a database that was set back in a way that can't be seen.
CREATE FUNCTION ${schema}.renew_v1() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('${schema}'), 1);
  UPDATE ${schema}.life SET timeline = '';
  PERFORM ${schema}.life_v1();
END
$$;

-- Channels that are still of an earlier life go on in this one, after what survived.
CREATE FUNCTION ${schema}.renew_channels_v1(p_names text[], p_life text)
RETURNS void LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM 1 FROM (
    SELECT id FROM ${schema}.channel WHERE name = ANY (p_names) ORDER BY id FOR NO KEY UPDATE) c;
  UPDATE ${schema}.channel SET life = p_life, previous = life, base = head
    WHERE name = ANY (p_names) AND life <> p_life;
END
$$;

-- What this transaction waits for when it commits: the disk, at least, or nothing.
CREATE FUNCTION ${schema}.commit_v1() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF '${unlogged}' <> '' THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  ELSIF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END
$$;

-- Makes rows for channels that have none, and locks the rows of all in the order of their ids; they
-- are of this life then.
CREATE FUNCTION ${schema}.lock_channels_v1(p_names text[], p_life ${schema}.life)
RETURNS void LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_stale boolean;
BEGIN
  INSERT INTO ${schema}.channel (
      name, life, previous, base, head, trimmed_through, count, bytes, kept, count_max, bytes_max, age_max)
    SELECT w.name, p_life.name, p_life.previous, 0, 0, 0, 0, 0, false, 0, 0, 0
    FROM (SELECT DISTINCT u.name FROM unnest(p_names) AS u (name)) w
    WHERE NOT EXISTS (SELECT FROM ${schema}.channel c WHERE c.name = w.name)
    ORDER BY w.name
    ON CONFLICT (name) DO NOTHING;
  SELECT bool_or(c.life <> p_life.name) INTO v_stale FROM (
    SELECT life FROM ${schema}.channel WHERE name = ANY (p_names) ORDER BY id FOR NO KEY UPDATE) c;
  IF v_stale THEN
    PERFORM ${schema}.renew_channels_v1(p_names, p_life.name);
  END IF;
END
$$;

-- Says what was committed, to all who listen; it is enough that this is so soon.
CREATE FUNCTION ${schema}.signal_v1(p_texts text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM pg_notify('${schema}_signals', t.text) FROM unnest(p_texts) AS t (text);
END
$$;

-- The time and the life, in a row without an id, and how far each node is.
CREATE FUNCTION ${schema}.nodes_v1()
RETURNS TABLE (id text, seq bigint, life text, millis bigint) LANGUAGE plpgsql AS $$
DECLARE
  v_life ${schema}.life := ${schema}.life_v1();
BEGIN
  RETURN QUERY
    SELECT NULL::text, 0::bigint, v_life.name, ${schema}.millis_v1()
    UNION ALL
    SELECT n.id, n.seq, NULL, 0::bigint FROM ${schema}.node n;
END
$$;
