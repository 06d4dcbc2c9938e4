import { CopyButton } from "../../ui/copy.tsx";
import { Notice } from "../../ui/states.tsx";

/** The codes for the day the phone is lost, shown this once. */
export function BackupCodes({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <Notice
        tone="warning"
        title="Keep these backup codes"
        action={<CopyButton text={codes.join("\n")} label="Copy codes" />}
      >
        Each signs you in once, without the app. They are shown this once.
      </Notice>
      <ul className="backup-codes identifier" aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </>
  );
}
