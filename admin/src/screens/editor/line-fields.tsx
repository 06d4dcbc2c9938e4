import { ActionIcon, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { fieldError } from "../../api/problem.ts";

import { formatDecimal, formatPlain, readDecimal } from "../../ui/money.ts";
import { useBusiness } from "../../ui/use-business.ts";
import {
  fieldKey,
  isBlank,
  type LineField,
  type LineForm,
  padPrice,
  type ReadLines,
} from "./draft-form.ts";

interface LineFieldsProps {
  readonly lines: readonly LineForm[];
  readonly currency: string;
  readonly read: ReadLines;
  /** Whether what is missing is pointed out yet. */
  readonly isChecked: boolean;
  /** The server's amounts, in the order of the lines it was told. */
  readonly amounts: readonly { amount: number }[];
  readonly serverError: unknown;
  readonly onChange: (lines: readonly LineForm[]) => void;
}

export function LineFields(props: LineFieldsProps) {
  const { lines, onChange } = props;
  const replace = (key: number, changes: Partial<LineForm>) =>
    onChange(withSameTax(lines, key, changes));
  return (
    <div className="lines">
      <div className="line-heads" aria-hidden>
        <span>Description</span>
        <span className="end">Quantity</span>
        <span className="end">Price</span>
        <span className="end">Tax</span>
        <span className="end">Amount</span>
        <span />
      </div>
      {lines.map((line, index) => (
        <LineRow
          key={line.key}
          {...props}
          line={line}
          number={index + 1}
          onEdit={(changes) => replace(line.key, changes)}
          onRemove={() => onChange(lines.filter(({ key }) => key !== line.key))}
        />
      ))}
    </div>
  );
}

interface LineRowProps extends LineFieldsProps {
  readonly line: LineForm;
  readonly number: number;
  readonly onEdit: (changes: Partial<LineForm>) => void;
  readonly onRemove: () => void;
}

function LineRow({
  line,
  number,
  currency,
  read,
  isChecked,
  amounts,
  serverError,
  onEdit,
  onRemove,
}: LineRowProps) {
  const { locale } = useBusiness();
  const at = read.keys.indexOf(line.key);
  const amount = at < 0 ? undefined : amounts[at]?.amount;
  const input = (field: LineField, name: string) => {
    const problem = read.problems.get(fieldKey(line.key, field));
    const refused = at < 0 ? undefined : fieldError(serverError, `lines.${at}.${field}`);
    const isMissing = field === "description" && !isChecked;
    return {
      value: line[field],
      "aria-label": `${name}, line ${number}`,
      onChange: (event: { currentTarget: { value: string } }) =>
        onEdit({ [field]: event.currentTarget.value }),
      onKeyDown: goToNextLine,
      error: (isMissing ? undefined : problem) ?? refused,
    };
  };
  const tidyPrice = () => {
    const price = readDecimal(line.unitPrice, locale);
    if (price !== null) onEdit({ unitPrice: formatDecimal(padPrice(price, currency), locale) });
  };
  return (
    <div className="line" data-line>
      <TextInput
        {...input("description", "Description")}
        data-line-description
        placeholder="What did you do?"
      />
      <TextInput {...input("quantity", "Quantity")} inputMode="decimal" className="figure" />
      <TextInput
        {...input("unitPrice", "Price")}
        inputMode="decimal"
        className="figure"
        onBlur={tidyPrice}
      />
      <TextInput
        {...input("taxRate", "Tax in percent")}
        inputMode="decimal"
        className="figure"
        rightSection={<span className="muted small">%</span>}
        rightSectionWidth={30}
        rightSectionPointerEvents="none"
      />
      <span className={amount === undefined ? "amount muted" : "amount strong"}>
        {formatPlain(amount ?? 0, currency, locale)}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={`Remove line ${number}`}
        disabled={isBlank(line)}
        onClick={onRemove}
      >
        <IconTrash size={17} />
      </ActionIcon>
    </div>
  );
}

/** The lines with one changed; a rate is taken over by the blank line that waits below. */
function withSameTax(
  lines: readonly LineForm[],
  key: number,
  changes: Partial<LineForm>,
): readonly LineForm[] {
  const former = lines.find((line) => line.key === key)?.taxRate;
  return lines.map((line) => {
    if (line.key === key) return { ...line, ...changes };
    const isFollowing = isBlank(line) && line.taxRate === former;
    return isFollowing ? { ...line, taxRate: changes.taxRate ?? line.taxRate } : line;
  });
}

/** Enter goes on to the next line, as in a list; the last one is always blank. */
function goToNextLine(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = event.currentTarget.closest("[data-line]")?.nextElementSibling;
  next?.querySelector<HTMLElement>("[data-line-description]")?.focus();
}
