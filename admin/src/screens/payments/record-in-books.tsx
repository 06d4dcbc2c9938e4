import { Button } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useState } from "react";
import { recordInBooks } from "../../api/payments.ts";
import { fieldError } from "../../api/problem.ts";
import type { Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { addDays, today } from "../../ui/days.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useCan, useWriting } from "../../ui/use-business.ts";

/** Collected money that a closed period kept out of the books: chooses the day it is booked on. */
export function RecordInBooks({ payment }: { payment: Payment }) {
  const { booksLockedThrough } = useBusiness();
  const write = useWriting();
  const can = useCan();
  const firstOpenDay = booksLockedThrough === null ? null : addDays(booksLockedThrough, 1);
  const [day, setDay] = useState<string | null>(firstOpenDay ?? today(write.timezone));
  const record = useAction((on: string) => recordInBooks(payment.id, on));
  return (
    <Notice tone="warning" title="Collected, not in your books yet">
      <div className="stack">
        <p>
          The money arrived in a period that is closed
          {booksLockedThrough !== null && ` (through ${write.longDay(booksLockedThrough)})`}. The
          invoice is paid all the same.
        </p>
        {can.lockBooks && (
          <>
            <DatePickerInput
              label="Record on"
              valueFormat="D MMM YYYY"
              value={day}
              onChange={setDay}
              error={fieldError(record.error, "on")}
              {...(firstOpenDay === null ? {} : { minDate: firstOpenDay })}
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
            <Problem error={record.error} />
          </>
        )}
      </div>
    </Notice>
  );
}
