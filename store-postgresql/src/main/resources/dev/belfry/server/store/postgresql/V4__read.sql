-- Reads parts of channels: for each a row without a message where it has none to show, else its
-- messages, each with the channel's state, all of one moment. A part ends once its data reaches the
-- bytes asked for, or at p_rows messages.
CREATE FUNCTION ${schema}.read_v1(
  p_names text[], p_afters bigint[], p_throughs bigint[], p_bytes bigint[], p_rows integer)
RETURNS TABLE (
  o_n integer,
  o_life text,
  o_previous text,
  o_base bigint,
  o_trimmed_through bigint,
  o_head bigint,
  o_message_offset bigint,
  o_id uuid,
  o_time bigint,
  o_kind smallint,
  o_data bytea,
  o_replace_key bytea,
  o_expires bigint,
  o_publisher_session uuid)
LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_bitmapscan = off AS $$
DECLARE
  v_life ${schema}.life := ${schema}.life_v1();
  v_now bigint := ${schema}.millis_v1();
BEGIN
  IF EXISTS (
      SELECT FROM ${schema}.channel c WHERE c.name = ANY (p_names) AND c.life <> v_life.name) THEN
    PERFORM ${schema}.renew_channels_v1(p_names, v_life.name);
  END IF;
  RETURN QUERY
    SELECT q.n::integer, coalesce(c.life, v_life.name),
        CASE WHEN c.id IS NULL THEN v_life.previous ELSE c.previous END,
        coalesce(c.base, 0), coalesce(c.trimmed_through, 0), coalesce(c.head, 0),
        m.message_offset, m.id, m.time, m.kind, m.data, m.replace_key, m.expires, m.publisher_session
      FROM unnest(p_names, p_afters, p_throughs, p_bytes) WITH ORDINALITY
        AS q (name, after, through, bytes, n)
      LEFT JOIN ${schema}.channel c ON c.name = q.name
      LEFT JOIN LATERAL (
        SELECT r.*, sum(octet_length(r.data)) OVER (ORDER BY r.message_offset) - octet_length(r.data)
            AS before
          FROM (
            SELECT * FROM ${schema}.message m
              WHERE m.channel = c.id AND m.message_offset > q.after AND m.message_offset <= q.through
                AND (m.expires IS NULL OR m.expires > v_now)
              ORDER BY m.message_offset LIMIT p_rows) r) m
        ON m.before < q.bytes
      ORDER BY q.n, m.message_offset;
END
$$;

-- Reads the states of channels.
CREATE FUNCTION ${schema}.states_v1(p_names text[])
RETURNS TABLE (
  o_n integer, o_life text, o_previous text, o_base bigint, o_trimmed_through bigint, o_head bigint)
LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_life ${schema}.life := ${schema}.life_v1();
BEGIN
  IF EXISTS (
      SELECT FROM ${schema}.channel c WHERE c.name = ANY (p_names) AND c.life <> v_life.name) THEN
    PERFORM ${schema}.renew_channels_v1(p_names, v_life.name);
  END IF;
  RETURN QUERY
    SELECT q.n::integer, coalesce(c.life, v_life.name),
        CASE WHEN c.id IS NULL THEN v_life.previous ELSE c.previous END,
        coalesce(c.base, 0), coalesce(c.trimmed_through, 0), coalesce(c.head, 0)
      FROM unnest(p_names) WITH ORDINALITY AS q (name, n)
      LEFT JOIN ${schema}.channel c ON c.name = q.name;
END
$$;

-- The offset before the newest messages up to a head; 0 where there are fewer.
CREATE FUNCTION ${schema}.before_last_v1(p_name text, p_head bigint, p_count bigint)
RETURNS bigint LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_now bigint := ${schema}.millis_v1();
  v_channel bigint := (SELECT id FROM ${schema}.channel WHERE name = p_name);
  v_place bigint;
BEGIN
  PERFORM ${schema}.life_v1();
  SELECT m.message_offset INTO v_place FROM ${schema}.message m
    WHERE m.channel = v_channel AND m.message_offset <= p_head AND (m.expires IS NULL OR m.expires > v_now)
    ORDER BY m.message_offset DESC LIMIT 1 OFFSET p_count - 1;
  RETURN coalesce(v_place - 1, 0);
END
$$;

-- The offset before the first message that is no older, by halves: times rise with the offsets but
-- where the clock was set back. The head, where all are older.
CREATE FUNCTION ${schema}.before_age_v1(p_name text, p_head bigint, p_age bigint)
RETURNS bigint LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_since bigint := ${schema}.millis_v1() - p_age;
  v_channel bigint;
  v_low bigint;
  v_high bigint := p_head;
  v_middle bigint;
  v_message record;
BEGIN
  PERFORM ${schema}.life_v1();
  SELECT id, trimmed_through INTO v_channel, v_low FROM ${schema}.channel WHERE name = p_name;
  v_low := coalesce(v_low, 0);
  WHILE v_low < v_high LOOP
    v_middle := v_low + (v_high - v_low) / 2;
    SELECT m.message_offset, m.time INTO v_message FROM ${schema}.message m
      WHERE m.channel = v_channel AND m.message_offset > v_middle AND m.message_offset <= v_high
      ORDER BY m.message_offset LIMIT 1;
    IF v_message.time < v_since THEN
      v_low := v_message.message_offset;
    ELSE
      v_high := v_middle;
    END IF;
  END LOOP;
  RETURN v_low;
END
$$;
