const TAGS = "ar da de de-AT de-CH en en-CA en-US es fi fr fr-CH it ja nb nl pl pt pt-BR sv".split(
  " ",
);

/** Ways of writing amounts and dates, each with a sample of itself. */
export function languageChoices(current: string) {
  const names = new Intl.DisplayNames("en", { type: "language" });
  return [...new Set([...TAGS, current])].toSorted().map((tag) => ({
    value: tag,
    label: `${names.of(tag) ?? tag}: ${new Intl.NumberFormat(tag, { minimumFractionDigits: 2 }).format(1234.5)}`,
  }));
}
