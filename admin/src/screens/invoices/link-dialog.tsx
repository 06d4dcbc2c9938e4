import { Modal } from "@mantine/core";
import { CopyButton } from "../../ui/copy.tsx";

/** A fresh pay link, to hand on by any other way than our mail. */
export function LinkDialog({ url, onClose }: { url: string | null; onClose: () => void }) {
  return (
    <Modal opened={url !== null} onClose={onClose} title="Pay link">
      <div className="stack">
        <p className="muted small">
          Whoever has this link can see the invoice and pay it. Links sent earlier keep working.
        </p>
        <div className="row">
          <span className="link-box identifier">{url}</span>
          <CopyButton text={url ?? ""} label="Copy the pay link" />
        </div>
      </div>
    </Modal>
  );
}
