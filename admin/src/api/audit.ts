import type * as Api from "./generated/types.gen.ts";
import { listQuery } from "./lists.ts";
import type { AuditEntry } from "./types.ts";

export const auditQuery = () => listQuery<AuditEntry, Api.GetAuditData>("/audit", {});
