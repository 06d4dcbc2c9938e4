import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";

const SHOWN_MS = 2000;

/** Copies text and says so for a moment. Works on plain http too, where the clipboard API does not. */
export function useCopy(): { isCopied: boolean; copy: (text: string) => Promise<void> } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (text: string) => {
    await writeClipboard(text);
    setCopied(true);
  };
  return { isCopied, copy };
}

async function writeClipboard(text: string): Promise<void> {
  // Absent where the page was not loaded securely, whatever the type says.
  if ("clipboard" in navigator && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  (document.querySelector("[role=dialog]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { isCopied, copy } = useCopy();
  const shown = isCopied ? "Copied" : label;
  return (
    <Tooltip label={shown} withArrow>
      <ActionIcon variant="default" size={36} aria-label={shown} onClick={() => void copy(text)}>
        {isCopied ? <IconCheck size={17} /> : <IconCopy size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
