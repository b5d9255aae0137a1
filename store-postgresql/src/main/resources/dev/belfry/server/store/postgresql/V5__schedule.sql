-- Keeps a message until its time. The outcome is 0 for kept, 1 for a duplicate of what was
-- appended, 2 for a conflict, 3 where there is no room; the time is when it is to appear, or did.
CREATE FUNCTION ${schema}.schedule_v1(
  p_name text, p_id uuid, p_at bigint, p_kind smallint, p_data bytea, p_key bytea, p_digest bytea,
  p_replace bytea, p_ttl bigint, p_author bytea, p_cost bigint, p_key_age bigint,
  p_messages_max bigint, p_bytes_max bigint,
  p_history_count bigint, p_history_bytes bigint, p_history_age bigint)
RETURNS TABLE (o_outcome smallint, o_id uuid, o_time bigint, o_message_offset bigint, o_answered text)
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_now bigint;
  v_channel bigint;
  v_row record;
BEGIN
  PERFORM ${schema}.commit_v1();
  PERFORM ${schema}.lock_channels_v1(ARRAY[p_name], ${schema}.life_v1());
  v_now := ${schema}.millis_v1();
  UPDATE ${schema}.channel
    SET count_max = p_history_count, bytes_max = p_history_bytes, age_max = p_history_age
    WHERE name = p_name
      AND (count_max, bytes_max, age_max) IS DISTINCT FROM
        (p_history_count, p_history_bytes, p_history_age);
  SELECT c.id INTO v_channel FROM ${schema}.channel c WHERE c.name = p_name;

  IF p_key IS NOT NULL THEN
    SELECT k.* INTO v_row FROM ${schema}.idempotency_key k
      WHERE k.channel = v_channel AND k.text = p_key AND k.time >= v_now - p_key_age;
    IF FOUND THEN
      RETURN QUERY SELECT
        (CASE WHEN v_row.digest = p_digest THEN 1 ELSE 2 END)::smallint,
        v_row.id, v_row.time, v_row.message_offset, v_row.life;
      RETURN;
    END IF;
    SELECT s.* INTO v_row FROM ${schema}.scheduled s
      WHERE s.channel = v_channel AND s.idempotency_key = p_key;
    IF FOUND THEN
      RETURN QUERY SELECT
        (CASE WHEN v_row.digest = p_digest THEN 0 ELSE 2 END)::smallint,
        v_row.id, v_row.at, 0::bigint, NULL::text;
      RETURN;
    END IF;
  END IF;

  INSERT INTO ${schema}.scheduled_total (messages, bytes) VALUES (0, 0) ON CONFLICT DO NOTHING;
  UPDATE ${schema}.scheduled_total SET messages = messages + 1, bytes = bytes + p_cost
    WHERE messages < p_messages_max AND bytes + p_cost <= p_bytes_max;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 3::smallint, NULL::uuid, 0::bigint, 0::bigint, NULL::text;
    RETURN;
  END IF;
  INSERT INTO ${schema}.scheduled (
      id, channel, at, kind, data, idempotency_key, digest, replace_key, expires, author, cost)
    VALUES (
      p_id, v_channel, p_at, p_kind, p_data, p_key, p_digest, p_replace, v_now + p_ttl, p_author,
      p_cost);
  RETURN QUERY SELECT 0::smallint, p_id, p_at, 0::bigint, NULL::text;
END
$$;

-- Keeps several messages, one after another, in one step. Their channels are locked first, in the
-- order that all keep to.
CREATE FUNCTION ${schema}.schedule_group_v1(
  p_names text[], p_ids uuid[], p_ats bigint[], p_kinds smallint[], p_data bytea[], p_keys bytea[],
  p_digests bytea[], p_replaces bytea[], p_ttls bigint[], p_authors bytea[], p_costs bigint[],
  p_history_counts bigint[], p_history_bytes bigint[], p_history_ages bigint[],
  p_key_age bigint, p_messages_max bigint, p_bytes_max bigint)
RETURNS TABLE (
  o_n integer, o_outcome smallint, o_id uuid, o_time bigint, o_message_offset bigint, o_answered text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  PERFORM ${schema}.lock_channels_v1(p_names, ${schema}.life_v1());
  FOR i IN 1 .. cardinality(p_names) LOOP
    RETURN QUERY SELECT i, s.* FROM ${schema}.schedule_v1(
      p_names[i], p_ids[i], p_ats[i], p_kinds[i], p_data[i], p_keys[i], p_digests[i],
      p_replaces[i], p_ttls[i], p_authors[i], p_costs[i], p_key_age, p_messages_max, p_bytes_max,
      p_history_counts[i], p_history_bytes[i], p_history_ages[i]) s;
  END LOOP;
END
$$;

-- Finds out who may take a scheduled message back.
CREATE FUNCTION ${schema}.scheduled_v1(p_id uuid)
RETURNS TABLE (o_name text, o_author bytea) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ${schema}.life_v1();
  RETURN QUERY
    SELECT c.name, s.author FROM ${schema}.scheduled s
      JOIN ${schema}.channel c ON c.id = s.channel WHERE s.id = p_id;
END
$$;

-- Takes a scheduled message back; false where it is not there any more.
CREATE FUNCTION ${schema}.cancel_v1(p_id uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_cost bigint;
BEGIN
  PERFORM ${schema}.commit_v1();
  DELETE FROM ${schema}.scheduled WHERE id = p_id RETURNING cost INTO v_cost;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE ${schema}.scheduled_total SET messages = messages - 1, bytes = bytes - v_cost;
  RETURN true;
END
$$;

-- Appends what has come due, some of it, in the order of times: leaving the schedule and entering
-- the log are one step, which one node takes at a time. What it returns is that of append_v1; no
-- row where nothing was due, or another node is at it.
CREATE FUNCTION ${schema}.due_v1(
  p_node text, p_key_age bigint, p_rows integer, p_bytes bigint)
RETURNS TABLE (
  o_n integer,
  o_outcome smallint,
  o_name text,
  o_life text,
  o_previous text,
  o_base bigint,
  o_trimmed_through bigint,
  o_head bigint,
  o_over boolean,
  o_message_offset bigint,
  o_id uuid,
  o_time bigint,
  o_answered text)
LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_numbers bigint[];
  v_names text[];
  v_taken record;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('${schema}'), 2) THEN
    RETURN;
  END IF;
  SELECT array_agg(d.number), array_agg(DISTINCT d.name) INTO v_numbers, v_names
    FROM (
      SELECT s.number, c.name, sum(s.cost) OVER (ORDER BY s.at, s.number) - s.cost AS before
        FROM (
          SELECT * FROM ${schema}.scheduled w WHERE w.at <= v_now
            ORDER BY w.at, w.number LIMIT p_rows) s
        JOIN ${schema}.channel c ON c.id = s.channel) d
    WHERE d.before < p_bytes;
  IF v_numbers IS NULL THEN
    RETURN;
  END IF;
  PERFORM ${schema}.commit_v1();
  PERFORM ${schema}.lock_channels_v1(v_names, ${schema}.life_v1());
  WITH gone AS (DELETE FROM ${schema}.scheduled s WHERE s.number = ANY (v_numbers) RETURNING s.*)
    SELECT count(*) AS count, sum(g.cost) AS cost,
        array_agg(c.name ORDER BY g.at, g.number) AS names,
        array_agg(g.id ORDER BY g.at, g.number) AS ids,
        array_agg(g.kind ORDER BY g.at, g.number) AS kinds,
        array_agg(g.data ORDER BY g.at, g.number) AS data,
        array_agg(g.idempotency_key ORDER BY g.at, g.number) AS keys,
        array_agg(g.digest ORDER BY g.at, g.number) AS digests,
        array_agg(g.replace_key ORDER BY g.at, g.number) AS replaces,
        array_agg(g.expires - v_now ORDER BY g.at, g.number) AS ttls
      INTO v_taken FROM gone g JOIN ${schema}.channel c ON c.id = g.channel;
  IF v_taken.count = 0 THEN
    RETURN; -- all of it was taken back meanwhile
  END IF;
  UPDATE ${schema}.scheduled_total
    SET messages = messages - v_taken.count, bytes = bytes - v_taken.cost;
  RETURN QUERY SELECT * FROM ${schema}.append_v1(
    p_node, p_key_age, v_taken.names, v_taken.ids, v_taken.kinds, v_taken.data, v_taken.keys,
    v_taken.digests, v_taken.replaces, v_taken.ttls, NULL, NULL, NULL, NULL);
END
$$;
