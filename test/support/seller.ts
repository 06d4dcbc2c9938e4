import { randomBytes } from "node:crypto";

/** A business as its owner's scripts see it: the API and nothing else. */
export interface Seller {
  readonly businessId: string;
  readonly apiKey: string;
  /** Sends a request; the path begins after `/api/v1`. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The same for requests that must succeed: answers the body. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers the way scripts do
  ask(method: string, path: string, body?: unknown): Promise<any>;
  /** Connects Stripe with a fresh sandbox account; answers the connection. */
  connect(name?: string, secretKey?: string): Promise<{ id: string; secretKey: string }>;
  /** The same with a publishable key, and the payment form in a pop-up chosen. */
  connectForPopup(secretKey?: string): Promise<{ id: string; secretKey: string }>;
  /** A customer with an address and a three-line invoice with two tax rates, sent: €329.57. */
  sendInvoice(overrides?: object): Promise<SentInvoice>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers the way scripts do
  readonly body: any;
}

export interface SentInvoice {
  readonly invoiceId: string;
  readonly customerId: string;
  readonly payLink: string;
  readonly viewUrl: string;
}

/** Of no account in particular: the sandbox takes any of its mode. */
export const PUBLISHABLE_KEY = "pk_test_51NordlichtStudio";

export const THREE_LINES = [
  { description: "Design", quantity: "2", unitPrice: "100.00", taxRate: "19" },
  { description: "Books", quantity: "3", unitPrice: "9.99", taxRate: "7" },
  { description: "Travel", quantity: "1.5", unitPrice: "33.33", taxRate: "19" },
];

export function sellerOf(url: string, made: { businessId: string; apiKey: string }): Seller {
  const request: Seller["request"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${made.apiKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  };
  const ask: Seller["ask"] = async (method, path, body) => {
    const answer = await request(method, path, body);
    if (answer.status >= 300) {
      throw new Error(
        `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  };
  return {
    businessId: made.businessId,
    apiKey: made.apiKey,
    request,
    ask,
    async connect(name = "Stripe main", secretKey = `sk_test_${randomBytes(8).toString("hex")}`) {
      const connection = await ask("POST", "/connections", {
        processor: "stripe",
        name,
        credentials: { secretKey },
      });
      return { id: connection.id, secretKey };
    },
    async connectForPopup(secretKey) {
      const made = await this.connect("Stripe main", secretKey);
      await ask("PATCH", `/connections/${made.id}`, { publishableKey: PUBLISHABLE_KEY });
      await ask("PATCH", "/business", { paymentForm: "popup" });
      return made;
    },
    async sendInvoice(overrides = {}) {
      const customer = await ask("POST", "/customers", {
        name: "Atelier Moreau",
        email: "compta@moreau.example",
      });
      const invoice = await ask("POST", "/invoices", {
        customerId: customer.id,
        currency: "EUR",
        lines: THREE_LINES,
        ...overrides,
      });
      const sent = await ask("POST", `/invoices/${invoice.id}/send`, {});
      return {
        invoiceId: invoice.id,
        customerId: customer.id,
        payLink: sent.payLink,
        viewUrl: invoice.viewUrl,
      };
    },
  };
}
