import type { z } from "@hono/zod-openapi";
import type { PdfRenderer } from "#src/formats/pdf/render-invoice-pdf.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Actor, Permission } from "./actor.ts";

/**
 * One operation of the API: what it takes, who may call it, what it answers. Authentication,
 * validation, idempotency and the OpenAPI document all follow from this description.
 */
export interface Endpoint {
  readonly summary: string;
  readonly permission: Permission;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | "pdf";
  /** 200 unless said otherwise; 204 has no body. */
  readonly status: 200 | 201 | 204;
  /** Lists that can also be had as CSV. */
  readonly run: (call: ApiCall) => Promise<unknown>;
}

interface Described<Query, Body, Answer> {
  summary: string;
  permission: Permission;
  query?: Query;
  body?: Body;
  answer: Answer;
  status?: 200 | 201 | 204;
}

export interface ApiCall<Query = unknown, Body = unknown> {
  readonly runtime: Runtime;
  readonly pdf: PdfRenderer;
  readonly actor: Actor;
  /** The ids of the path, by name; their form is checked, their existence is not. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The run of a request that came with an Idempotency-Key. */
  readonly attempt: Attempt | null;
}

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
type Input<T> = T extends z.ZodType ? z.input<T> : Uint8Array;

/** Describes an operation; the types of `run` follow from its schemas. */
export function endpoint<
  Answer extends z.ZodType | "pdf",
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  description: Described<Query, Body, Answer>,
  run: (call: ApiCall<Output<Query>, Output<Body>>) => Promise<Input<Answer>>,
): Endpoint {
  const { query, body, status = 200, ...rest } = description;
  return {
    ...rest,
    status,
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    run: run as Endpoint["run"],
  };
}
