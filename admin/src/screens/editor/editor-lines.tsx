import { Button, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { withBlankEnd } from "./draft-form.ts";
import { LineFields } from "./line-fields.tsx";
import { Totals } from "./totals.tsx";
import type { Draft } from "./use-draft.ts";

/** The lines, how their prices are meant, and what they come to. */
export function EditorLines({ draft, isChecked }: { draft: Draft; isChecked: boolean }) {
  const { form, change, read } = draft;
  const isMissing = isChecked && read.lines.length === 0 && read.problems.size === 0;
  return (
    <section aria-label="Lines">
      <div className="row spread editor-lines-head">
        <h2>Lines</h2>
        <SegmentedControl
          size="xs"
          aria-label="How prices are written"
          data={[
            { value: "without", label: "Without tax" },
            { value: "including", label: "Including tax" },
          ]}
          value={form.taxInclusive ? "including" : "without"}
          onChange={(value) => change({ taxInclusive: value === "including" })}
        />
      </div>
      <LineFields
        lines={form.lines}
        currency={form.currency}
        read={read}
        isChecked={isChecked}
        amounts={draft.amounts}
        serverError={draft.error}
        onChange={(lines) => change({ lines: withBlankEnd(lines) })}
      />
      {isMissing && (
        <p className="alarming small" role="alert">
          Add a line that says what this invoice is for.
        </p>
      )}
      <div className="editor-sums">
        <Button variant="subtle" leftSection={<IconPlus size={17} />} onClick={focusLastLine}>
          Add line
        </Button>
        <Totals document={draft.document} />
      </div>
    </section>
  );
}

/** There is always one blank line at the end. */
function focusLastLine(): void {
  const fields = document.querySelectorAll<HTMLElement>("[data-line-description]");
  [...fields].at(-1)?.focus();
}
