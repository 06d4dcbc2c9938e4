import { Button, Skeleton } from "@mantine/core";
import { type Icon, IconAlertCircle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { wordsOf } from "../api/problem.ts";

/** An empty list that says what it is for and what to do first. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="card empty-state">
      <span className="empty-icon">
        <Icon size={24} stroke={1.75} aria-hidden />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <p className="muted">{children}</p>}
      {action !== undefined && <div className="row">{action}</div>}
    </div>
  );
}

/** Something could not be loaded: what happened, and the way to try again. */
export function LoadProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className="card empty-state" role="alert">
      <span className="empty-icon alarming">
        <IconAlertCircle size={24} stroke={1.75} aria-hidden />
      </span>
      <h2>This could not be loaded</h2>
      <p className="muted">{wordsOf(error)}</p>
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** A refused action, said where it was tried. */
export function Problem({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <Notice tone="problem" isAlert>
      {wordsOf(error)}
    </Notice>
  );
}

export type Tone = "quiet" | "good" | "test" | "warning" | "problem";

/** A block of words inside a page or dialog. */
export function Notice({
  tone,
  icon: Icon = tone === "problem" ? IconAlertCircle : IconInfoCircle,
  title,
  action,
  isAlert = false,
  children,
}: {
  tone: Tone;
  icon?: Icon;
  title?: string;
  action?: ReactNode;
  isAlert?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="notice" data-tone={tone} role={isAlert ? "alert" : undefined}>
      <Icon size={18} stroke={1.9} aria-hidden />
      <div className="grow">
        {title !== undefined && <strong>{title}</strong>}
        <div className="notice-text">{children}</div>
      </div>
      {action}
    </div>
  );
}

/** Stands where rows will be, in their size, so that nothing jumps. */
export function LoadingRows({ rows = 6 }: { rows?: number }) {
  return (
    <div className="loading-rows" role="status">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={20} />
      ))}
    </div>
  );
}
