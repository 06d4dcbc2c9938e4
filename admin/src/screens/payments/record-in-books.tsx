import { Button } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useState } from "react";
import { fieldError } from "../../api/problem.ts";
import type { Payment } from "../../api/types.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useCan, useWriting } from "../../ui/use-business.ts";
import { useRecording } from "./use-recording.ts";

/** Collected money that a closed period kept out of the books: chooses the day it is booked on. */
export function RecordInBooks({ payment }: { payment: Payment }) {
  const { booksLockedThrough } = useBusiness();
  const write = useWriting();
  const can = useCan();
  const { firstOpenDay, record } = useRecording(payment.id);
  const [day, setDay] = useState<string | null>(firstOpenDay);
  const dayError = fieldError(record.error, "on");
  return (
    <Notice tone="warning" title="Collected, not in your books yet">
      <div className="stack">
        <p>
          The money arrived in a period that is closed
          {booksLockedThrough !== null && ` (through ${write.longDay(booksLockedThrough)})`}. The
          invoice is paid all the same.
          {!can.lockBooks && " An owner, admin or accountant can record it."}
        </p>
        {can.lockBooks && (
          <>
            <DatePickerInput
              label="Record on"
              description="The payment is booked on this day, with its fee and all that followed. This can be done once."
              inputWrapperOrder={["label", "input", "description", "error"]}
              valueFormat="D MMM YYYY"
              value={day}
              onChange={setDay}
              error={dayError}
              {...(booksLockedThrough === null ? {} : { minDate: firstOpenDay })}
            />
            <Button
              size="xs"
              variant="default"
              disabled={day === null}
              loading={record.isPending}
              onClick={() => day !== null && record.mutate(day)}
            >
              Record in the books
            </Button>
            {dayError === undefined && <Problem error={record.error} />}
          </>
        )}
      </div>
    </Notice>
  );
}
