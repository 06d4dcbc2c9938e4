/**
 * Where to go after signing in: the page that was asked for if it is one of ours, else the first one.
 * The browser's own reading counts: it leaves out tabs and takes backslashes for slashes, so that
 * `/\t/evil.example` is another site.
 */
export function ownPath(to: string | undefined): string {
  const url = to?.startsWith("/") === true ? URL.parse(to, location.origin) : null;
  // A path may begin with two slashes; left alone, that is another site again.
  if (url?.origin !== location.origin || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
