-- The nodes that are there, each with what it says of itself, until its lease is over.
CREATE ${unlogged} TABLE ${schema}.cluster_node (
  id    text COLLATE "C" PRIMARY KEY,
  until bigint NOT NULL,     -- milliseconds since 1970
  life  text NOT NULL,       -- during which it was written
  state text NOT NULL        -- JSON, of a form that it names
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.05);

-- Writes a node's row for a lease, and returns the rows of all whose lease lasts, as far as they were
-- written during this life. The first row has no id: it says whether the row was written, and during which life. Where p_life is another one
-- than the current, or the row's lease is over, nothing is written; where it is null, the row is
-- written in any case.
CREATE FUNCTION ${schema}.write_node_v1(p_id text, p_state text, p_lease bigint, p_life text)
RETURNS TABLE (o_id text, o_state text, o_written boolean, o_life text)
LANGUAGE plpgsql AS $$
DECLARE
  v_life ${schema}.life := ${schema}.life_v1();
  v_now bigint := ${schema}.millis_v1();
  v_written boolean := false;
BEGIN
  PERFORM ${schema}.commit_v1();
  IF p_life IS NULL THEN
    INSERT INTO ${schema}.cluster_node (id, until, life, state)
      VALUES (p_id, v_now + p_lease, v_life.name, p_state)
      ON CONFLICT (id) DO UPDATE
        SET until = excluded.until, life = excluded.life, state = excluded.state;
    v_written := true;
  ELSIF p_life = v_life.name THEN
    UPDATE ${schema}.cluster_node n SET until = v_now + p_lease, state = p_state
      WHERE n.id = p_id AND n.until > v_now AND n.life = v_life.name;
    v_written := FOUND;
  END IF;
  RETURN QUERY
    SELECT NULL::text, NULL::text, v_written, v_life.name
    UNION ALL
    SELECT n.id, n.state, NULL, NULL FROM ${schema}.cluster_node n
      WHERE n.until > v_now AND n.life = v_life.name;
END
$$;

-- Takes a node's row out.
CREATE FUNCTION ${schema}.remove_node_v1(p_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  DELETE FROM ${schema}.cluster_node WHERE id = p_id;
END
$$;

-- Takes out the rows of nodes whose lease has been over for some time.
CREATE FUNCTION ${schema}.sweep_nodes_v1(p_after bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  DELETE FROM ${schema}.cluster_node WHERE until < ${schema}.millis_v1() - p_after;
END
$$;

-- Gives hints to all nodes that listen; it is enough that this is so soon.
CREATE FUNCTION ${schema}.hint_v1(p_texts text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM pg_notify('${schema}_hints', t.text) FROM unnest(p_texts) AS t (text);
END
$$;
