import { SegmentedControl } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { IconCalendar } from "@tabler/icons-react";
import { addDays, today } from "../../ui/days.ts";
import { useBusiness } from "../../ui/use-business.ts";

const MAX_DAYS_AHEAD = 365;

interface WhenFieldProps {
  /** The day it is planned for; `null` sends it now. */
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
  readonly error: string | undefined;
}

/** Now, or on a later day of the business's calendar. */
export function WhenField({ value, onChange, error }: WhenFieldProps) {
  const { timezone } = useBusiness();
  const tomorrow = addDays(today(timezone), 1);
  return (
    <div className="when-field">
      <SegmentedControl
        aria-label="When to send"
        data={[
          { value: "now", label: "Send now" },
          { value: "later", label: "Send later" },
        ]}
        value={value === null ? "now" : "later"}
        onChange={(when) => onChange(when === "later" ? tomorrow : null)}
      />
      {value !== null && (
        <DatePickerInput
          label="On"
          description={`At 8:00, ${timezone.replaceAll("_", " ")}`}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={value}
          onChange={(day) => day !== null && onChange(day)}
          minDate={tomorrow}
          maxDate={addDays(today(timezone), MAX_DAYS_AHEAD)}
          valueFormat="D MMMM YYYY"
          rightSection={<IconCalendar size={17} aria-hidden />}
          rightSectionPointerEvents="none"
          error={error}
        />
      )}
    </div>
  );
}
