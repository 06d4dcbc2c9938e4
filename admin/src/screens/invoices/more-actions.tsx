import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBan,
  IconCopy,
  IconDots,
  IconDownload,
  IconEye,
  IconFileCheck,
  IconLink,
  IconTrash,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { duplicateInvoice, finalizeInvoice, makePayLink, pdfUrl } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { elsewhere } from "../../ui/links.tsx";
import { Problem } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { DeleteDraft, VoidInvoice } from "./final-actions.tsx";
import { LinkDialog } from "./link-dialog.tsx";

/** The less frequent actions, each only where the invoice's state allows it. */
export function MoreActions({ invoice }: { invoice: Invoice }) {
  const { id, status } = invoice;
  const can = useCan();
  const navigate = useNavigate();
  const [isVoiding, voiding] = useDisclosure(false);
  const [isDeleting, deleting] = useDisclosure(false);
  const link = useAction(() => makePayLink(id));
  const finalize = useAction(() => finalizeInvoice(id));
  const duplicate = useAction(
    () => duplicateInvoice(id),
    (copy) => void navigate({ to: "/invoices/draft/{-$id}", params: { id: copy.id } }),
  );
  const items = [
    { is: "open", name: "Copy pay link", icon: IconLink, run: () => link.mutate(undefined) },
    { is: "draft", name: "Make final", icon: IconFileCheck, run: () => finalize.mutate(undefined) },
    { is: status, name: "Duplicate", icon: IconCopy, run: () => duplicate.mutate(undefined) },
    { is: "draft", name: "Delete draft", icon: IconTrash, run: deleting.open },
    { is: "open", name: "Void invoice", icon: IconBan, run: voiding.open },
  ] as const;
  return (
    <>
      <Menu width={210}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Documents invoice={invoice} />
          {can.changeInvoices &&
            items
              .filter(({ is }) => is === status)
              .map(({ name, icon: Icon, run }) => (
                <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={run}>
                  {name}
                </Menu.Item>
              ))}
        </Menu.Dropdown>
      </Menu>
      <div className="action-problem">
        <Problem error={finalize.error ?? duplicate.error ?? link.error} />
      </div>
      <LinkDialog url={link.data?.url ?? null} onClose={link.reset} />
      <VoidInvoice invoice={invoice} isOpen={isVoiding} onClose={voiding.close} />
      <DeleteDraft invoice={invoice} isOpen={isDeleting} onClose={deleting.close} />
    </>
  );
}

function Documents({ invoice }: { invoice: Invoice }) {
  const isShown = invoice.status !== "draft" && invoice.onlineViewEnabled;
  return (
    <>
      {isShown && (
        <Menu.Item
          component="a"
          href={invoice.viewUrl}
          {...elsewhere}
          leftSection={<IconEye size={16} />}
        >
          Preview
        </Menu.Item>
      )}
      <Menu.Item
        component="a"
        href={pdfUrl(invoice.id)}
        download
        leftSection={<IconDownload size={16} />}
      >
        Download PDF
      </Menu.Item>
    </>
  );
}
