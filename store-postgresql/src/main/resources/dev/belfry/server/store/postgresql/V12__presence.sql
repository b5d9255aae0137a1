-- Who is present in channels, as each node has written it in an edition of its own.
CREATE ${unlogged} TABLE ${schema}.presence (
  channel text COLLATE "C" NOT NULL,
  edition text COLLATE "C" NOT NULL,   -- a node's id, a dot and a number
  member  bytea NOT NULL,              -- the user, UTF-8
  row     text NOT NULL,               -- what is told of the user
  PRIMARY KEY (channel, edition, member)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX presence_edition_rows ON ${schema}.presence (edition);

-- The editions, and the last batch of each: what comes late changes nothing any more.
CREATE ${unlogged} TABLE ${schema}.presence_edition (
  id     text COLLATE "C" PRIMARY KEY,
  batch  bigint NOT NULL,
  ended  boolean NOT NULL DEFAULT false  -- whether nobody reads it any more
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.05);

-- Writes a batch of an edition: a member without a row is not there any more. Returns false where
-- the batch was written before, or comes after a later one; then nothing changes.
CREATE FUNCTION ${schema}.write_presence_v1(
  p_edition text, p_batch bigint, p_channels text[], p_members bytea[], p_rows text[])
RETURNS boolean LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  INSERT INTO ${schema}.presence_edition AS e (id, batch) VALUES (p_edition, p_batch)
    ON CONFLICT (id) DO UPDATE SET batch = p_batch WHERE e.batch < p_batch;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM ${schema}.presence p USING unnest(p_channels, p_members, p_rows) AS u (channel, member, row)
    WHERE u.row IS NULL
      AND p.channel = u.channel AND p.edition = p_edition AND p.member = u.member;
  INSERT INTO ${schema}.presence AS p (channel, edition, member, row)
    SELECT u.channel, p_edition, u.member, u.row
      FROM unnest(p_channels, p_members, p_rows) AS u (channel, member, row)
      WHERE u.row IS NOT NULL
    ON CONFLICT (channel, edition, member) DO UPDATE SET row = excluded.row
      WHERE p.row <> excluded.row;
  RETURN true;
END
$$;

-- Reads channels in some editions. The first row names the life. The first for each channel has no
-- edition; where it has a number, so many users are there who are not in p_own, and no rows follow. Of more than p_exact
-- rows each counts.
CREATE FUNCTION ${schema}.read_presence_v1(
  p_channels text[], p_rows_max bigint[], p_bytes_max bigint, p_exact bigint, p_own text,
  p_editions text[])
RETURNS TABLE (o_n integer, o_edition text, o_member bytea, o_row text, o_users bigint)
LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off AS $$
DECLARE
  v_life ${schema}.life;
  v_rows bigint;
  v_bytes bigint;
BEGIN
  v_life := ${schema}.life_v1();
  RETURN QUERY SELECT 0, v_life.name, NULL::bytea, NULL::text, NULL::bigint;
  FOR i IN 1 .. cardinality(p_channels) LOOP
    SELECT count(*), coalesce(sum(octet_length(p.row)), 0) INTO v_rows, v_bytes
      FROM ${schema}.presence p
      WHERE p.channel = p_channels[i] AND p.edition = ANY (p_editions);
    IF v_rows <= p_rows_max[i] AND v_bytes <= p_bytes_max THEN
      RETURN QUERY SELECT i, NULL::text, NULL::bytea, NULL::text, NULL::bigint;
      RETURN QUERY SELECT i, p.edition, p.member, p.row, NULL::bigint
        FROM ${schema}.presence p
        WHERE p.channel = p_channels[i] AND p.edition = ANY (p_editions);
    ELSIF v_rows <= p_exact THEN
      RETURN QUERY SELECT i, NULL::text, NULL::bytea, NULL::text, count(DISTINCT p.member)
        FROM ${schema}.presence p
        WHERE p.channel = p_channels[i] AND p.edition = ANY (p_editions)
          AND NOT EXISTS (
            SELECT FROM ${schema}.presence o
              WHERE o.channel = p.channel AND o.edition = p_own AND o.member = p.member);
    ELSE
      RETURN QUERY SELECT i, NULL::text, NULL::bytea, NULL::text, v_rows;
    END IF;
  END LOOP;
END
$$;

-- An edition is not read any more.
CREATE FUNCTION ${schema}.end_presence_v1(p_edition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ${schema}.commit_v1();
  UPDATE ${schema}.presence_edition SET ended = true WHERE id = p_edition;
END
$$;

-- Takes out some rows of an edition that has ended, or whose node is not known any more. Returns
-- whether there may be more.
CREATE FUNCTION ${schema}.sweep_presence_v1(p_rows integer) RETURNS boolean LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_edition text;
  v_rows bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('${schema}'), 3) THEN
    RETURN false;
  END IF;
  SELECT e.id INTO v_edition FROM ${schema}.presence_edition e
    WHERE e.ended OR NOT EXISTS (
      SELECT FROM ${schema}.cluster_node n WHERE n.id = split_part(e.id, '.', 1))
    LIMIT 1;
  IF v_edition IS NULL THEN
    RETURN false;
  END IF;
  PERFORM ${schema}.commit_v1();
  DELETE FROM ${schema}.presence WHERE ctid = ANY (ARRAY(
    SELECT p.ctid FROM ${schema}.presence p WHERE p.edition = v_edition LIMIT p_rows));
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  IF v_rows < p_rows THEN
    DELETE FROM ${schema}.presence_edition WHERE id = v_edition;
  END IF;
  RETURN true;
END
$$;
