-- Takes a webhook that was verified in one message to the database: the event with the payment it is
-- about, and the job that looks at it, all or nothing. Law of the acknowledgement: the sender hears 2xx
-- only after this is committed (I15).
--
-- made_with: the sealed secrets the signature was checked with. Answers false, and writes nothing, when
-- the connection has others by now: whoever asks reads them anew and checks again.
-- event: {id, type, sessionId, processorPaymentId, paymentId, isOfMode}
-- job: {task, payload, key, needsPayment} or null; the payment's id is added to the payload, and stands
--   in the key for {payment}.
-- lost_reason: why a webhook needs repair whose calls do not arrive.
CREATE FUNCTION receive_event(
  of_business text, of_connection text, made_with bytea[], event jsonb, job jsonb,
  lost_reason text, at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  found_payment text;
BEGIN
  -- until the end of this transaction; row-level security binds all that follows
  PERFORM set_config('app.business', of_business, true);
  PERFORM 1 FROM connections
    WHERE business_id = of_business AND id = of_connection
      AND webhook_secret_sealed IS NOT DISTINCT FROM made_with[1]
      AND webhook_former_secret_sealed IS NOT DISTINCT FROM made_with[2];
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  IF (event->>'isOfMode')::boolean THEN
    SELECT id INTO found_payment FROM payments
      WHERE business_id = of_business AND connection_id = of_connection AND attempt_of IS NULL
        AND (session_id = event->>'sessionId'
          OR processor_payment_id = event->>'processorPaymentId'
          OR id = event->>'paymentId')
      LIMIT 1;
  END IF;

  INSERT INTO webhook_events
      (business_id, connection_id, event_id, type, payment_id, received_at, delivered_at)
    VALUES (of_business, of_connection, event->>'id', event->>'type', found_payment, at, at)
    ON CONFLICT (business_id, connection_id, event_id) DO UPDATE SET delivered_at = at;

  IF job IS NOT NULL AND (found_payment IS NOT NULL OR NOT (job->>'needsPayment')::boolean) THEN
    PERFORM add_job(
      job->>'task',
      (job->'payload' || jsonb_strip_nulls(jsonb_build_object('paymentId', found_payment)))::json,
      replace(job->>'key', '{payment}', coalesce(found_payment, '')),
      NULL);
  END IF;

  -- Where calls seemed to get lost, they do not any more. Noted once a second, and not waited for:
  -- events of one connection that arrive together would otherwise queue for its row.
  UPDATE connections SET
      last_event_at = at,
      webhook_state = CASE WHEN webhook_reason = lost_reason THEN 'active' ELSE webhook_state END,
      webhook_reason = nullif(webhook_reason, lost_reason)
    WHERE (business_id, id) IN (SELECT business_id, id FROM connections
      WHERE business_id = of_business AND id = of_connection
        AND (last_event_at IS NULL OR last_event_at < at - interval '1 second'
          OR webhook_reason = lost_reason)
      FOR NO KEY UPDATE SKIP LOCKED);
  RETURN true;
END $$;
