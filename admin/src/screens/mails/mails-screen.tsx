import { IconMail, IconMailPause } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { mailsQuery } from "../../api/mails.ts";
import { sessionQuery } from "../../api/session.ts";
import type { Mail } from "../../api/types.ts";
import { List, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, Notice } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { MailDrawer } from "./mail-drawer.tsx";
import { kindWords, MailState } from "./mail-words.tsx";

const route = getRouteApi("/app/mails");

export function MailsScreen() {
  const { mail } = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const mails = useInfiniteQuery(mailsQuery());
  const { data: session } = useQuery(sessionQuery);
  const isWaiting = session?.hasMailServer === false;
  const Rows = isPhone ? MailRows : MailTable;
  return (
    <Page title="Mails">
      {isWaiting && (
        <div className="above-list">
          <Notice
            tone="warning"
            icon={IconMailPause}
            title="Mails wait here until you connect a mail server."
          >
            Set SMTP_URL where this server is started. Until then you can open each mail here and
            hand its link on yourself.
          </Notice>
        </div>
      )}
      <List query={mails} empty={<NoMails />}>
        {(rows) => <Rows mails={rows} />}
      </List>
      <MailDrawer
        id={mail ?? null}
        onClose={() => void navigate({ search: {}, replace: true, resetScroll: false })}
      />
    </Page>
  );
}

function NoMails() {
  return (
    <EmptyState icon={IconMail} title="No mails yet">
      Invoices you send, receipts, and what we tell you are kept here.
    </EmptyState>
  );
}

function MailTable({ mails }: { mails: readonly Mail[] }) {
  const write = useWriting();
  return (
    <div className="list">
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">To</th>
            <th scope="col">Subject</th>
            <th scope="col">Kind</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr key={mail.id}>
              <td className="nowrap muted">{write.instant(mail.createdAt)}</td>
              <td className="breakable">{mail.to.join(", ")}</td>
              <td>
                <MailLink mail={mail}>{mail.subject}</MailLink>
              </td>
              <td className="nowrap muted">{kindWords(mail.kind)}</td>
              <td>
                <MailState of={mail} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MailRows({ mails }: { mails: readonly Mail[] }) {
  const write = useWriting();
  return (
    <ul className="phone-rows">
      {mails.map((mail) => (
        <li key={mail.id}>
          <MailLink mail={mail}>{mail.subject}</MailLink>
          <span className="muted small at-end">{write.dayOf(mail.createdAt)}</span>
          <span className="second">{mail.to.join(", ")}</span>
          <span className="at-end">
            <MailState of={mail} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function MailLink({ mail, children }: { mail: Mail; children: ReactNode }) {
  return (
    <Link to="/mails" search={{ mail: mail.id }} resetScroll={false} className="row-link">
      {children}
    </Link>
  );
}
