import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

function ButtonAnchor(props: ButtonProps & AnchorProps & { ref?: Ref<HTMLAnchorElement> }) {
  return <Button component="a" {...props} />;
}

/** Looks like a button, goes somewhere like a link. */
export const ButtonLink = createLink(ButtonAnchor);

/** A page of another site, opened beside ours and told nothing about where we are. */
export const elsewhere = { target: "_blank", rel: "noreferrer noopener" } as const;
