import { Button } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useState } from "react";
import { fieldError } from "../../api/problem.ts";
import { changeBusiness } from "../../api/session.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";
import { useBusiness, useCan, useWriting } from "../../ui/use-business.ts";

/** Through which day the books are closed: nothing is booked on a closed day. */
export function CloseBooks() {
  const { booksLockedThrough } = useBusiness();
  const write = useWriting();
  const can = useCan();
  const [day, setDay] = useState(booksLockedThrough);
  const save = useAction((through: string | null) =>
    changeBusiness({ booksLockedThrough: through }),
  );
  return (
    <Card title="Closed periods">
      <div className="setting">
        <p className="grow muted small">
          {booksLockedThrough === null
            ? "No period is closed. Everything can still be booked on any day."
            : `Closed through ${write.longDay(booksLockedThrough)}. Money that arrives on a closed day is kept aside until you record it.`}
        </p>
        {can.lockBooks && (
          <div className="row">
            <DatePickerInput
              aria-label="Closed through"
              placeholder="Not closed"
              valueFormat="D MMM YYYY"
              clearable
              clearButtonProps={{ "aria-label": "Clear" }}
              w={170}
              value={day}
              onChange={setDay}
              error={fieldError(save.error, "booksLockedThrough")}
            />
            <Button
              variant="default"
              disabled={day === booksLockedThrough}
              loading={save.isPending}
              onClick={() => save.mutate(day)}
            >
              Save
            </Button>
          </div>
        )}
      </div>
      <Problem error={save.error} />
    </Card>
  );
}
