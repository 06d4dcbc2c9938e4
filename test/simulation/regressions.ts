/** Seeds that once failed, each with what was wrong; all of them are played again in every run. */
export const REGRESSIONS: Readonly<Record<number, string>> = {
  30: "verify took a refund that waits for open books for an error of the books",
  121: "a dashboard refund that failed before anybody looked was never told",
  196: "a test attempt cleared by going live kept its page 'opening'",
  280: "a revoked key, replaced by another account's, left a page 'unknown' for ever",
};
