import { type Picture, PictureError } from "./picture.ts";
import { PNG_SIGNATURE, readPng } from "./read-png.ts";
import { readJpeg } from "./read-jpeg.ts";

const MAX_FILE_BYTES = 512 * 1024;

/**
 * A picture from a file of a stranger, known by its content whatever it is called. PNG and JPEG only:
 * both are put together anew from what draws them. Throws a `PictureError` that says what to do.
 */
export function readPicture(file: Buffer): Picture {
  if (file.length > MAX_FILE_BYTES) {
    throw new PictureError(`must be at most ${MAX_FILE_BYTES / 1024} KB; this one is larger`);
  }
  if (file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return readPng(file);
  if (file.length > 3 && file.readUIntBE(0, 3) === 0xffd8ff) return readJpeg(file);
  if (/^\W*</.test(file.toString("latin1", 0, 100))) {
    throw new PictureError(
      "must be a PNG or JPEG picture; SVG can't be used, since it may hold scripts",
    );
  }
  throw new PictureError("must be a PNG or JPEG picture");
}
