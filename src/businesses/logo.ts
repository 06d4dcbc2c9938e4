import { type Picture, PictureError } from "#src/formats/picture/picture.ts";
import { readPicture } from "#src/formats/picture/read-picture.ts";
import { refuseField } from "#src/platform/refusal.ts";

/**
 * A business's logo as its pages show it. The name is random, so that the address tells nobody whose
 * it is, and new with each picture, so that browsers may keep it for ever.
 */
export interface Logo {
  /** e.g. `k3v…x.240x80.png` */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly type: Picture["type"];
}

/** Every payer loads it: with the rest of a page it stays below 40 KB. */
export const MAX_LOGO_BYTES = 12 * 1024;

const NAME = /^[A-Za-z0-9_-]{32}\.(\d{1,4})x(\d{1,4})\.(png|jpg)$/;
const DATA_URL = /^data:[a-z0-9.+/-]*;base64,([A-Za-z0-9+/]*={0,2})$/i;

export function logoFromName(name: string | null): Logo | null {
  const match = name === null ? null : NAME.exec(name);
  if (name === null || match === null) return null;
  const type = match[3] === "png" ? "png" : "jpg";
  return { name, width: Number(match[1]), height: Number(match[2]), type };
}

export function logoName(token: string, { width, height, type }: Picture): string {
  return `${token}.${width}x${height}.${type}`;
}

/** Where a logo is found on this server. */
export function logoPath(logo: Logo): string {
  return `/assets/logo/${logo.name}`;
}

/**
 * The picture of a data URL. What type it says it is, is not looked at. No address is ever fetched:
 * whoever could name one would make this server ask for it. Refuses with 400 at `logo`.
 */
export function readLogo(text: string): Picture {
  const base64 = DATA_URL.exec(text)?.[1];
  if (base64 === undefined) {
    throw refuseField(
      "logo",
      "must be the picture itself as a data URL (data:image/png;base64,…); addresses are not fetched",
    );
  }
  const picture = readOrRefuse(Buffer.from(base64, "base64"));
  if (picture.bytes.length <= MAX_LOGO_BYTES) return picture;
  const kilobytes = Math.ceil(picture.bytes.length / 1024);
  throw refuseField(
    "logo",
    `must be at most ${MAX_LOGO_BYTES / 1024} KB, since every payer loads it; this one has ${kilobytes}. Scale it to about 300 pixels, or upload it under Settings, which does that`,
  );
}

function readOrRefuse(file: Buffer): Picture {
  try {
    return readPicture(file);
  } catch (error) {
    if (error instanceof PictureError) throw refuseField("logo", error.message);
    throw error;
  }
}
