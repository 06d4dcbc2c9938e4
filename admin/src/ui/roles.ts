import type { Role } from "../api/types.ts";

/** Each role by its name, and what it may do, in words. */
export const roles: Readonly<Record<Role, { name: string; may: string }>> = {
  owner: { name: "Owner", may: "Everything, other owners included." },
  admin: { name: "Admin", may: "Everything but inviting, changing or removing an owner." },
  creator: {
    name: "Creator",
    may: "Customers and invoices: write, send, remind, record payments. No books, no settings.",
  },
  accountant: {
    name: "Accountant",
    may: "Books, closing, refunds, payments by hand, the audit log. Reads the rest.",
  },
  viewer: { name: "Viewer", may: "Reads invoices, payments and books. Changes nothing." },
};

export const ROLE_NAMES = Object.keys(roles) as Role[];
