import { invalid } from "../errors.ts";
import type { Account } from "../state.ts";

const longest = 22;

/** Refuses a suffix that does not fit behind the account's prefix or has characters banks refuse. */
export function checkDescriptorSuffix(
  account: Account,
  suffix: string | null | undefined,
  param: string,
): void {
  if (!suffix) return;
  if (/[<>\\'"*]/.test(suffix))
    throw invalid(
      "The statement descriptor suffix must not contain any of these characters: < > \\ ' \" *",
      param,
    );
  if (!/[A-Za-z]/.test(suffix))
    throw invalid("The statement descriptor suffix must contain at least one letter.", param);
  if (`${account.statementDescriptor}* ${suffix}`.length > longest)
    throw invalid(
      `The concatenation of the statement descriptor prefix "${account.statementDescriptor}" and the suffix "${suffix}" must be at most ${longest} characters.`,
      param,
    );
}
