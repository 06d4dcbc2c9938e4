import { secretPlace } from "#src/connections/connection.ts";
import { tokenPlace } from "#src/invoices/links.ts";
import { contentPlace } from "#src/letters/mail.ts";
import { secretPlace as sessionPlace } from "#src/payments/ask-for-session.ts";
import { answerPlace } from "#src/platform/idempotency.ts";

export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** With `business_id`, what names a row. */
  readonly key: "id" | "key";
  /** Where it is sealed to. */
  readonly place: (businessId: string, id: string) => string;
}

const ofConnection = { table: "connections", key: "id" } as const;
const webhook = (businessId: string, id: string) => secretPlace.webhook({ businessId, id });

/** Everything the vault has sealed; a test holds this list against the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    ...ofConnection,
    column: "credentials_sealed",
    place: (businessId, id) => secretPlace.credentials({ businessId, id }),
  },
  { ...ofConnection, column: "webhook_secret_sealed", place: webhook },
  { ...ofConnection, column: "webhook_former_secret_sealed", place: webhook },
  {
    table: "invoices",
    column: "online_token_sealed",
    key: "id",
    place: (businessId, id) => tokenPlace("online_page", businessId, id),
  },
  {
    table: "pay_links",
    column: "token_sealed",
    key: "id",
    place: (businessId, id) => tokenPlace("pay_link", businessId, id),
  },
  {
    table: "payments",
    column: "session_secret_sealed",
    key: "id",
    place: (businessId, id) => sessionPlace({ businessId, id }),
  },
  { table: "mails", column: "content_sealed", key: "id", place: contentPlace },
  { table: "idempotency_keys", column: "answer_sealed", key: "key", place: answerPlace },
];
