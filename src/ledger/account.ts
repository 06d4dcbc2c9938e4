export const ACCOUNT_TYPES = ["asset", "liability", "equity", "income", "expense"] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/**
 * The accounts the product itself posts to; every business has each of them from the start. Others
 * (deposit and fee accounts of connections, accounts people add) have no purpose.
 */
export const CHART = {
  receivable: { name: "Accounts receivable", type: "asset" },
  bank: { name: "Bank", type: "asset" },
  cash: { name: "Cash", type: "asset" },
  customer_credit: { name: "Customer credit", type: "liability" },
  tax: { name: "Tax payable", type: "liability" },
  revenue: { name: "Sales", type: "income" },
  disputed: { name: "Disputed payments", type: "asset" },
  dispute_losses: { name: "Dispute losses", type: "expense" },
  exchange: { name: "Currency exchange", type: "equity" },
} as const satisfies Record<string, { name: string; type: AccountType }>;

export type AccountPurpose = keyof typeof CHART;
