-- A commit group: one statement appends messages of any channels, in their order for each channel.
-- No two of them have one idempotency key in one channel. Row 0 of what it returns is the group
-- itself: its number at the node is its offset, its time the time. The others are the messages:
-- their outcome is 0 for kept, 1 for a duplicate, 2 for a conflict; o_over says that their channel
-- has much more than its policy keeps, and is to be trimmed before its turn.
--
-- Locks are taken in one order everywhere: channels by id, what is scheduled, its total, the node.
CREATE FUNCTION ${schema}.append_v1(
  p_node text,
  p_key_age bigint,
  p_names text[],
  p_ids uuid[],
  p_kinds smallint[],
  p_data bytea[],
  p_keys bytea[],
  p_digests bytea[],
  p_replaces bytea[],
  p_ttls bigint[],
  p_publisher_sessions uuid[],
  p_count_maxs bigint[],
  p_bytes_maxs bigint[],
  p_age_maxs bigint[])
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
  v_life ${schema}.life;
  v_now bigint;
  v_seq bigint;
  v_keyed boolean := array_length(array_remove(p_keys, NULL), 1) > 0;
  v_replacing boolean := array_length(array_remove(p_replaces, NULL), 1) > 0;
  v_outcomes smallint[] := array_fill(0::smallint, ARRAY[cardinality(p_names)]);
  v_channels bigint[];
  v_offsets bigint[];
  v_lasts boolean[];
  v_gone_channels bigint[];
  v_gone_counts bigint[];
  v_gone_bytes bigint[];
BEGIN
  PERFORM ${schema}.commit_v1();
  v_life := ${schema}.life_v1();
  IF cardinality(p_names) > 0 THEN
    PERFORM ${schema}.lock_channels_v1(p_names, v_life);
  END IF;
  v_now := ${schema}.millis_v1();

  IF v_keyed THEN -- looked up under the locks, so no other node has one of them in hand
    SELECT array_agg(
        (CASE WHEN k.digest = a.digest THEN 1
              WHEN k.digest IS NOT NULL OR s.id IS NOT NULL THEN 2
              ELSE 0 END)::smallint ORDER BY a.n)
      INTO v_outcomes
      FROM unnest(p_names, p_keys, p_digests) WITH ORDINALITY AS a (name, key, digest, n)
      JOIN ${schema}.channel c ON c.name = a.name
      LEFT JOIN ${schema}.idempotency_key k
        ON k.channel = c.id AND k.text = a.key AND k.time >= v_now - p_key_age
      LEFT JOIN ${schema}.scheduled s ON s.channel = c.id AND s.idempotency_key = a.key;
  END IF;

  -- Of several with one replace key in this group, the last alone stays.
  SELECT array_agg(p.id ORDER BY p.n), array_agg(p.message_offset ORDER BY p.n),
      array_agg(p.replace IS NULL OR p.later = 0 ORDER BY p.n)
    INTO v_channels, v_offsets, v_lasts
    FROM (
      SELECT a.n, c.id, a.replace,
          c.head + count(*) FILTER (WHERE a.outcome = 0) OVER (PARTITION BY c.id ORDER BY a.n)
            AS message_offset,
          CASE WHEN v_replacing THEN
            row_number() OVER (PARTITION BY c.id, a.replace, a.outcome ORDER BY a.n DESC) - 1
          ELSE 0 END AS later
        FROM unnest(p_names, p_replaces, v_outcomes) WITH ORDINALITY
          AS a (name, replace, outcome, n)
        JOIN ${schema}.channel c ON c.name = a.name) p;

  IF v_replacing THEN
    WITH gone AS (
      DELETE FROM ${schema}.message m
        USING (
          SELECT DISTINCT u.channel, u.replace
            FROM unnest(v_channels, p_replaces, v_outcomes) AS u (channel, replace, outcome)
            WHERE u.outcome = 0 AND u.replace IS NOT NULL) r
        WHERE m.channel = r.channel AND m.replace_key = r.replace
        RETURNING m.channel, octet_length(m.data) + 200 AS size)
    SELECT array_agg(t.channel), array_agg(t.count), array_agg(t.bytes)
      INTO v_gone_channels, v_gone_counts, v_gone_bytes
      FROM (
        SELECT gone.channel, count(*) AS count, sum(size)::bigint AS bytes
        FROM gone GROUP BY gone.channel) t;
  END IF;

  INSERT INTO ${schema}.message (
      channel, message_offset, id, time, kind, data, replace_key, expires, publisher_session)
    SELECT a.channel, a.message_offset, a.id, v_now, a.kind, a.data, a.replace, v_now + a.ttl, a.publisher_session
      FROM unnest(
          v_channels, v_offsets, p_ids, p_kinds, p_data, p_replaces, p_ttls, p_publisher_sessions, v_outcomes,
          v_lasts)
        AS a (channel, message_offset, id, kind, data, replace, ttl, publisher_session, outcome, last)
      WHERE a.outcome = 0 AND a.last;

  IF v_keyed THEN
    INSERT INTO ${schema}.idempotency_key (channel, text, digest, life, message_offset, id, time)
      SELECT a.channel, a.key, a.digest, v_life.name, a.message_offset, a.id, v_now
        FROM unnest(v_channels, p_keys, p_digests, v_offsets, p_ids, v_outcomes)
          AS a (channel, key, digest, message_offset, id, outcome)
        WHERE a.outcome = 0 AND a.key IS NOT NULL
      ON CONFLICT (channel, text) DO UPDATE
        SET digest = excluded.digest, life = excluded.life, message_offset = excluded.message_offset,
            id = excluded.id, time = excluded.time;
  END IF;

  UPDATE ${schema}.channel c
    SET head = c.head + u.heads, kept = true,
        count = c.count + u.added - coalesce(g.count, 0),
        bytes = c.bytes + u.size - coalesce(g.bytes, 0),
        count_max = coalesce(u.count_max, c.count_max),
        bytes_max = coalesce(u.bytes_max, c.bytes_max),
        age_max = coalesce(u.age_max, c.age_max)
    FROM (
      SELECT a.channel, count(*) AS heads, count(*) FILTER (WHERE a.last) AS added,
          coalesce(sum(octet_length(a.data) + 200) FILTER (WHERE a.last), 0) AS size,
          max(a.count_max) AS count_max, max(a.bytes_max) AS bytes_max, max(a.age_max) AS age_max
        FROM unnest(
            v_channels, v_outcomes, v_lasts, p_data, p_count_maxs, p_bytes_maxs, p_age_maxs)
          AS a (channel, outcome, last, data, count_max, bytes_max, age_max)
        WHERE a.outcome = 0
        GROUP BY a.channel) u
      LEFT JOIN unnest(v_gone_channels, v_gone_counts, v_gone_bytes) AS g (channel, count, bytes)
        ON g.channel = u.channel
    WHERE c.id = u.channel;

  INSERT INTO ${schema}.node AS n (id, seq, seen) VALUES (p_node, 1, v_now)
    ON CONFLICT (id) DO UPDATE SET seq = n.seq + 1, seen = v_now
    RETURNING n.seq INTO v_seq;

  RETURN QUERY
    SELECT 0, 0::smallint, NULL::text, v_life.name, v_life.previous, 0::bigint, 0::bigint,
        0::bigint, false, v_seq, NULL::uuid, v_now, NULL::text
    UNION ALL
    SELECT a.n::integer, a.outcome, a.name, c.life, c.previous, c.base, c.trimmed_through, c.head,
        c.count > c.count_max + c.count_max / 8 OR c.bytes > c.bytes_max + c.bytes_max / 8,
        coalesce(k.message_offset, a.message_offset), coalesce(k.id, a.id), coalesce(k.time, v_now), k.life
      FROM unnest(p_names, v_channels, v_outcomes, v_offsets, p_ids, p_keys) WITH ORDINALITY
        AS a (name, channel, outcome, message_offset, id, key, n)
      JOIN ${schema}.channel c ON c.id = a.channel
      LEFT JOIN ${schema}.idempotency_key k
        ON a.outcome = 1 AND k.channel = a.channel AND k.text = a.key;
END
$$;
