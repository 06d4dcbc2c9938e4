/** A picture that was taken apart and put together anew: pixels, and nothing that came with them. */
export interface Picture {
  readonly type: "png" | "jpg";
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** Why a file is not taken; the words go on after the field's name: "logo must be …". */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Longest side. Read from the header before anything is unpacked. */
export const MAX_SIDE = 800;

/** Refuses sides that nobody needs, and that would take gigabytes to unpack. */
export function requireSides(width: number, height: number): void {
  if (width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE) return;
  throw new PictureError(
    `must be at most ${MAX_SIDE} pixels wide and high; this one has ${width} × ${height}`,
  );
}

export const BROKEN = "can't be read as a picture; save it again as PNG or JPEG";
export const SOMETHING_BEHIND = "has other data behind the picture; save it again as PNG or JPEG";
