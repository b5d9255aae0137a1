-- What is taken out waits for no disk: after a crash it is there for some more time.

-- Trims channels by their own bounds, at most p_rows messages of each. Returns whether any of them
-- has more to trim.
CREATE FUNCTION ${schema}.trim_channels_v1(p_channels bigint[], p_rows integer)
RETURNS boolean LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_channel ${schema}.channel;
  v_through bigint;
  v_count bigint;
  v_bytes bigint;
  v_more boolean := false;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  FOR v_channel IN
    SELECT * FROM ${schema}.channel c WHERE c.id = ANY (p_channels)
      ORDER BY c.id FOR NO KEY UPDATE
  LOOP
    SELECT max(o.message_offset) INTO v_through FROM (
      SELECT m.message_offset, m.time, m.size,
          row_number() OVER w AS number, sum(m.size) OVER w AS sum
        FROM (
          SELECT x.message_offset, x.time, octet_length(x.data) + 200 AS size FROM ${schema}.message x
            WHERE x.channel = v_channel.id ORDER BY x.message_offset LIMIT p_rows) m
        WINDOW w AS (ORDER BY m.message_offset)) o
      WHERE o.number <= v_channel.count - v_channel.count_max
        OR o.sum - o.size < v_channel.bytes - v_channel.bytes_max
        OR o.time < v_now - v_channel.age_max;
    WITH gone AS (
      DELETE FROM ${schema}.message m WHERE m.channel = v_channel.id AND m.message_offset <= v_through
        RETURNING octet_length(m.data) + 200 AS size)
    SELECT count(*), coalesce(sum(size), 0) INTO v_count, v_bytes FROM gone;
    UPDATE ${schema}.channel c
      SET trimmed_through = coalesce(v_through, c.trimmed_through), count = c.count - v_count, bytes = c.bytes - v_bytes,
          kept = c.count - v_count > 0
      WHERE c.id = v_channel.id AND (v_count > 0 OR c.kept <> (c.count > 0));
    v_more := v_more OR v_count = p_rows;
  END LOOP;
  RETURN v_more;
END
$$;

-- Trims channels that an append has seen to be over their bounds.
CREATE FUNCTION ${schema}.trim_v1(p_names text[], p_rows integer)
RETURNS boolean LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_channels bigint[] := ARRAY (
    SELECT c.id FROM ${schema}.channel c WHERE c.name = ANY (p_names)
      AND (c.count > c.count_max OR c.bytes > c.bytes_max));
BEGIN
  RETURN ${schema}.trim_channels_v1(v_channels, p_rows);
END
$$;

-- Goes on through the channels that have messages, some at a time, and trims what is over its
-- bounds. Returns where to go on; 0 where it is through, null where another node is at it.
CREATE FUNCTION ${schema}.retain_v1(p_after bigint, p_channels integer, p_rows integer)
RETURNS bigint LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_bitmapscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_looked bigint;
  v_last bigint;
  v_over bigint[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('${schema}'), 3) THEN
    RETURN NULL;
  END IF;
  SELECT count(*), max(c.id), array_agg(c.id) FILTER (
      WHERE c.count > c.count_max OR c.bytes > c.bytes_max
        OR coalesce(o.time < v_now - c.age_max, true))
    INTO v_looked, v_last, v_over
    FROM (
      SELECT * FROM ${schema}.channel x WHERE x.kept AND x.id > p_after
        ORDER BY x.id LIMIT p_channels) c
    LEFT JOIN LATERAL (
      SELECT m.time FROM ${schema}.message m WHERE m.channel = c.id
        ORDER BY m.message_offset LIMIT 1) o ON true;
  IF v_over IS NOT NULL THEN
    PERFORM ${schema}.trim_channels_v1(v_over, p_rows);
  END IF;
  RETURN CASE WHEN v_looked < p_channels THEN 0 ELSE v_last END;
END
$$;

-- Takes out what nobody is handed any more: messages that have expired, idempotency keys that have
-- come of age, nodes that committed nothing for an hour (one that does again counts anew). Returns
-- whether there is more.
CREATE FUNCTION ${schema}.expire_v1(p_key_age bigint, p_rows integer)
RETURNS boolean LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_channels bigint[];
  v_messages bigint;
  v_keys bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('${schema}'), 4) THEN
    RETURN false;
  END IF;
  PERFORM set_config('synchronous_commit', 'off', true);
  v_channels := ARRAY (
    SELECT DISTINCT e.channel FROM (
      SELECT m.channel FROM ${schema}.message m WHERE m.expires <= v_now
        ORDER BY m.expires LIMIT p_rows) e);
  PERFORM 1 FROM (
    SELECT FROM ${schema}.channel c WHERE c.id = ANY (v_channels)
      ORDER BY c.id FOR NO KEY UPDATE) locked;
  WITH gone AS (
    DELETE FROM ${schema}.message m WHERE (m.channel, m.message_offset) IN (
        SELECT e.channel, e.message_offset FROM ${schema}.message e
          WHERE e.expires <= v_now AND e.channel = ANY (v_channels)
          ORDER BY e.expires LIMIT p_rows)
      RETURNING m.channel, octet_length(m.data) + 200 AS size),
    counted AS (
      UPDATE ${schema}.channel c SET count = c.count - g.count, bytes = c.bytes - g.bytes
        FROM (
          SELECT gone.channel, count(*) AS count, sum(gone.size) AS bytes
          FROM gone GROUP BY gone.channel) g
        WHERE c.id = g.channel)
  SELECT count(*) INTO v_messages FROM gone;
  DELETE FROM ${schema}.idempotency_key k WHERE (k.channel, k.text) IN (
    SELECT o.channel, o.text FROM ${schema}.idempotency_key o
      WHERE o.time < v_now - p_key_age ORDER BY o.time LIMIT p_rows FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS v_keys = ROW_COUNT;
  DELETE FROM ${schema}.node n WHERE n.seen < v_now - 3600000;
  RETURN v_messages = p_rows OR v_keys = p_rows;
END
$$;
