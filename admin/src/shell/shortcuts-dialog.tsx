import { Modal, Switch } from "@mantine/core";
import { useState } from "react";
import { areLetterKeysOn, switchLetterKeys } from "./use-shortcuts.ts";

const keys = [
  ["Ctrl K", "Search everything"],
  ["N", "New invoice"],
  ["/", "Filter the list"],
  [
    "G then H, I, P, C, B, M or S",
    "Go to Home, Invoices, Payments, Customers, Books, Mails or Settings",
  ],
  ["Enter", "Next line, in the invoice editor"],
  ["Ctrl Enter", "Review and send, in the invoice editor"],
  ["?", "This list"],
] as const;

export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [isOn, setOn] = useState(areLetterKeysOn);
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <div className="stack">
        <dl className="shortcut-list">
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <Switch
          checked={isOn}
          onChange={({ currentTarget: { checked } }) => {
            switchLetterKeys(checked);
            setOn(checked);
          }}
          label="Single letters work as shortcuts"
          description="They are always inactive while you type in a field."
        />
      </div>
    </Modal>
  );
}
