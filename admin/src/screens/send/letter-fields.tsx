import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { fieldError } from "../../api/problem.ts";
import { RecipientsField } from "./recipients-field.tsx";

/** The mail that goes with an invoice, while it is written. */
export interface Letter {
  readonly to: string[];
  /** Typed among the addresses, and none yet. */
  readonly unfinished: string;
  readonly subject: string;
  readonly message: string;
  readonly attachPdf: boolean;
}

interface LetterFieldsProps {
  readonly letter: Letter;
  readonly error: unknown;
  readonly onChange: (changes: Partial<Letter>) => void;
}

export function LetterFields({ letter, error, onChange }: LetterFieldsProps) {
  return (
    <>
      <RecipientsField
        value={letter.to}
        onChange={(to) => onChange({ to })}
        onUnfinished={(unfinished) => onChange({ unfinished })}
        error={recipientError(error, letter.to)}
      />
      <TextInput
        label="Subject"
        value={letter.subject}
        onChange={({ currentTarget: { value } }) => onChange({ subject: value })}
        error={fieldError(error, "subject")}
      />
      <Textarea
        label="Message"
        autosize
        minRows={5}
        maxRows={12}
        value={letter.message}
        onChange={({ currentTarget: { value } }) => onChange({ message: value })}
        error={fieldError(error, "message")}
      />
      <Checkbox
        label="Attach the PDF"
        checked={letter.attachPdf}
        onChange={({ currentTarget: { checked } }) => onChange({ attachPdf: checked })}
      />
    </>
  );
}

/** About the addresses as a whole, or the first one that was turned down. */
function recipientError(error: unknown, to: readonly string[]): string | undefined {
  const ofOne = to.map((_, index) => fieldError(error, `to.${index}`));
  return fieldError(error, "to") ?? ofOne.find((words) => words !== undefined);
}
