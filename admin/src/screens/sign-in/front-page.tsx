import type { ReactNode } from "react";
import { BrandMark } from "../../ui/brand.tsx";
import { useTitle } from "../../ui/page.tsx";
import "./sign-in.css";

/** A page outside the shell: one card under one heading, with a way on below. */
export function FrontPage({
  title,
  heading = title,
  below,
  children,
}: {
  title: string;
  heading?: string;
  below?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <main className="sign-in">
      <BrandMark size={44} />
      <h1>{heading}</h1>
      <div className="card">{children}</div>
      {below !== undefined && <p className="below muted">{below}</p>}
    </main>
  );
}
