-- Takes webhooks that were verified, all that arrived together in one message to the database and one
-- commit: each event with the payment it is about, and the job that looks at it. The senders hear 2xx
-- only after this is committed (I15).
--
-- Each of received: {business, connection, mode, madeWith, at, events}
--   madeWith: the sealed secrets the signatures were checked with, current and former, in hexadecimal
--   events: {id, type, sessionId, processorPaymentId, paymentId, isOfMode, job}
--   job: {task, payload, key, needsPayment} or null; the payment's id is added to the payload, and
--     stands in the key for {payment}
-- lost_reason: why a webhook needs repair whose calls do not arrive.
-- Answers for each whether it was stored: not when the connection has another mode or secrets by now; whoever asks
-- reads them anew and checks again.
CREATE FUNCTION receive_events(received jsonb, lost_reason text) RETURNS boolean[]
  LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  of_business text;
  of_connection text;
  arrived_at timestamptz;
  new_jobs jsonb;
  jobs jsonb := '{}';
  stored boolean[] := '{}';
BEGIN
  FOR item IN SELECT value FROM jsonb_array_elements(received) LOOP
    of_business := item->>'business';
    of_connection := item->>'connection';
    arrived_at := item->>'at';
    -- until the next one, or the end of this transaction; row-level security binds all that follows
    PERFORM set_config('app.business', of_business, true);
    PERFORM 1 FROM connections
      WHERE business_id = of_business AND id = of_connection AND mode = item->>'mode'
        AND encode(webhook_secret_sealed, 'hex') IS NOT DISTINCT FROM item->'madeWith'->>0
        AND encode(webhook_former_secret_sealed, 'hex') IS NOT DISTINCT FROM item->'madeWith'->>1;
    stored := stored || FOUND;
    CONTINUE WHEN NOT FOUND;

    WITH told AS (
      SELECT DISTINCT ON (e.id) e.id, e.type, e.job, found.id AS payment
      FROM jsonb_to_recordset(item->'events') AS e(id text, type text, "sessionId" text,
        "processorPaymentId" text, "paymentId" text, "isOfMode" boolean, job jsonb)
      LEFT JOIN LATERAL (
        SELECT p.id FROM payments p
        WHERE e."isOfMode" AND p.business_id = of_business AND p.connection_id = of_connection
          AND p.attempt_of IS NULL
          AND (p.session_id = e."sessionId" OR p.processor_payment_id = e."processorPaymentId"
            OR p.id = e."paymentId")
        LIMIT 1) AS found ON true
      ORDER BY e.id
    ), kept AS (
      INSERT INTO webhook_events
        (business_id, connection_id, event_id, type, payment_id, received_at, delivered_at)
      SELECT of_business, of_connection, id, type, payment, arrived_at, arrived_at FROM told
      ON CONFLICT (business_id, connection_id, event_id)
        DO UPDATE SET delivered_at = excluded.delivered_at
    )
    -- one job a key: a burst of events about one payment is one look at it
    SELECT jsonb_object_agg(
        replace(job->>'key', '{payment}', coalesce(payment, '')),
        jsonb_build_object('task', job->'task', 'payload',
          job->'payload' || jsonb_strip_nulls(jsonb_build_object('paymentId', payment))))
      INTO new_jobs FROM told
      WHERE jsonb_typeof(job) = 'object'
        AND (payment IS NOT NULL OR NOT (job->>'needsPayment')::boolean);
    jobs := jobs || coalesce(new_jobs, '{}');

    -- Where calls seemed to get lost, they do not any more. Noted once a second, and not waited for:
    -- events of one connection that arrive together would otherwise queue for its row.
    UPDATE connections SET
        last_event_at = arrived_at,
        webhook_state = CASE WHEN webhook_reason = lost_reason THEN 'active' ELSE webhook_state END,
        webhook_reason = nullif(webhook_reason, lost_reason)
      WHERE (business_id, id) IN (SELECT business_id, id FROM connections
        WHERE business_id = of_business AND id = of_connection
          AND (last_event_at IS NULL OR webhook_reason = lost_reason
            OR last_event_at < arrived_at - interval '1 second')
        FOR NO KEY UPDATE SKIP LOCKED);
  END LOOP;
  IF jobs <> '{}' THEN
    PERFORM add_jobs(jobs);
  END IF;
  RETURN stored;
END $$;

-- Like add_job, for many at once: {key: {task, payload}}.
CREATE FUNCTION add_jobs(jobs jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT (value->>'task', (value->'payload')::json, NULL, now(), NULL, key, NULL, NULL)::graphile_worker.job_spec
    FROM jsonb_each(jobs)));
END $$;
REVOKE ALL ON FUNCTION add_jobs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_jobs TO quittance_app;

-- The queue's statements were planned anew for every job, which took longer than adding it. Planned once
-- they must not read the whole queue: it is mostly empty when that is decided, and may be long later.
ALTER FUNCTION add_job SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION add_job SET enable_seqscan = off;
ALTER FUNCTION add_jobs SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION add_jobs SET enable_seqscan = off;
