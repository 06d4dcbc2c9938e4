import { TagsInput } from "@mantine/core";
import { useState } from "react";

const ADDRESS = /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()[\]\\.]+(\.[^\s@<>",;:()[\]\\.]+)+$/;

interface RecipientsFieldProps {
  readonly value: string[];
  readonly onChange: (addresses: string[]) => void;
  /** What is typed and not an address yet; sending waits for it. */
  readonly onUnfinished: (text: string) => void;
  readonly error: string | undefined;
}

/** Addresses as tags. What is no address stays as text, so that it can be mended. */
export function RecipientsField({ value, onChange, onUnfinished, error }: RecipientsFieldProps) {
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    setRefused(null);
    onUnfinished(text.trim());
  };
  const take = (tags: string[]) => {
    const bad = tags.find((tag) => !ADDRESS.test(tag.trim()));
    onChange(tags.filter((tag) => tag !== bad).map((tag) => tag.trim()));
    if (bad === undefined) return;
    setTyped(bad);
    setRefused(bad);
    onUnfinished(bad);
  };
  return (
    <TagsInput
      label="To"
      description="Press Enter after each address"
      inputWrapperOrder={["label", "input", "description", "error"]}
      placeholder={value.length === 0 ? "name@example.com" : ""}
      autoFocus
      openOnFocus={false}
      splitChars={[",", ";", " "]}
      maxTags={5}
      value={value}
      onChange={take}
      searchValue={typed}
      onSearchChange={type}
      error={refused === null ? error : `${refused} is not a complete email address`}
    />
  );
}
