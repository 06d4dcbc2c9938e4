import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { IconCalendar } from "@tabler/icons-react";
import { addDays, today } from "../../ui/days.ts";
import { useBusiness } from "../../ui/use-business.ts";

export function DueField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (day: string | null) => void;
}) {
  const { timezone } = useBusiness();
  const start = today(timezone);
  return (
    <DatePickerInput
      label="Due"
      value={value}
      onChange={onChange}
      valueFormat="D MMM YYYY"
      placeholder="On receipt"
      rightSection={<IconCalendar size={17} aria-hidden />}
      rightSectionPointerEvents="none"
      presets={[
        { value: start, label: "Today" },
        { value: addDays(start, 7), label: "In 7 days" },
        { value: addDays(start, 14), label: "In 14 days" },
        { value: addDays(start, 30), label: "In 30 days" },
      ]}
    />
  );
}
