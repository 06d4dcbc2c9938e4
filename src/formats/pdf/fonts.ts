import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

const WEIGHTS = ["400Regular", "500Medium", "600SemiBold"] as const;

/** Inter covers Latin, Greek and Cyrillic; the others what it lacks. The template names them in this order. */
const FAMILIES = [
  { folder: "inter", file: "Inter" },
  { folder: "noto-sans", file: "NotoSans" },
  { folder: "noto-sans-jp", file: "NotoSansJP" },
  { folder: "noto-sans-arabic", file: "NotoSansArabic" },
] as const;

/**
 * The font files a document may be set in: one for every family and weight that the template asks
 * for, so that no installed font is ever a closer match. A file is read when a text first needs it.
 */
export function listFontFiles(): string[] {
  return FAMILIES.flatMap(({ folder, file }) =>
    WEIGHTS.map((weight) =>
      require.resolve(`@expo-google-fonts/${folder}/${weight}/${file}_${weight}.ttf`),
    ),
  );
}
