/** Who asks: a person signed in, a script with an API key, or the command line. */
export interface Actor {
  readonly type: "member" | "api_key" | "command_line" | "system";
  /** Member or key id; `null` for the command line and the system itself. */
  readonly id: string | null;
  readonly name: string;
  readonly businessId: string;
  readonly role: Role;
  readonly ipAddress: string | null;
}

export const ROLES = ["owner", "admin", "creator", "accountant", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** The role of a stored word; what is no role any more may only read. */
export function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? "viewer";
}

/**
 * What each role may do, on one screen. Owners and admins may do everything the API offers; an
 * admin only cannot touch owners, which the members' verbs check.
 */
const GRANTS = {
  "business.read": ["creator", "accountant", "viewer"],
  "business.change": [],
  "books.lock": ["accountant"],
  "customers.read": ["creator", "accountant", "viewer"],
  "customers.change": ["creator"],
  "invoices.read": ["creator", "accountant", "viewer"],
  "invoices.change": ["creator"],
  "payments.read": ["creator", "accountant", "viewer"],
  "payments.record": ["creator", "accountant"],
  "payments.refund": ["accountant"],
  "connections.list": ["creator", "accountant", "viewer"],
  "connections.manage": [],
  "books.read": ["accountant", "viewer"],
  "books.change": ["accountant"],
  "mails.read": ["creator", "accountant", "viewer"],
  "mails.retry": ["creator"],
  "audit.read": ["accountant", "viewer"],
  "keys.manage": [],
  "members.read": ["creator", "accountant", "viewer"],
  "members.manage": [],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof GRANTS;
export const PERMISSIONS = Object.keys(GRANTS) as Permission[];

export function can(role: Role, permission: Permission): boolean {
  if (role === "owner" || role === "admin") return true;
  return (GRANTS[permission] as readonly Role[]).includes(role);
}

/** The product itself, when it acts on what a processor told. */
export function systemActor(businessId: string): Actor {
  return {
    type: "system",
    id: null,
    name: "Quittance",
    businessId,
    role: "owner",
    ipAddress: null,
  };
}
