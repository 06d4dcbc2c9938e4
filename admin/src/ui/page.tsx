import type { ReactNode } from "react";
import { useEffect } from "react";

interface PageProps {
  readonly title: string;
  /** Stands beside the title: status badges. */
  readonly marks?: ReactNode;
  readonly crumbs?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen: its one heading, its actions, its content. */
export function Page({ children, ...head }: PageProps) {
  return (
    <div className="page">
      <PageHead {...head} />
      {children}
    </div>
  );
}

export function PageHead({ title, marks, crumbs, subtitle, actions }: Omit<PageProps, "children">) {
  useTitle(title);
  return (
    <header className="page-head">
      <div className="grow">
        {crumbs !== undefined && <p className="crumbs">{crumbs}</p>}
        <div className="title-row">
          <h1>{title}</h1>
          {marks}
        </div>
        {subtitle !== undefined && <p className="subtitle">{subtitle}</p>}
      </div>
      {actions !== undefined && <div className="actions">{actions}</div>}
    </header>
  );
}

/** The browser's tab says where one is. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Quittance`;
  }, [title]);
}

/** A bordered block; with a heading it is a landmark of its own. */
export function Card({
  title,
  aside,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  if (title === undefined) return <div className="card">{children}</div>;
  return (
    <section className="card" aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
