import { crc32, deflateSync } from "node:zlib";

export const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** One chunk of a PNG, its checksum right whatever is in it. */
export function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Of the header; what is drawn is white of these sides, unless pixels are given. */
  readonly pixels?: Buffer;
  readonly interlace?: number;
  /** Between header and pixels. */
  readonly extra?: Buffer;
  /** Behind the end. */
  readonly behind?: Buffer;
}

/** An RGB picture of 8 bits. */
export function pngOf({ width, height, interlace = 0, ...rest }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, interlace], 8);
  const { extra = Buffer.alloc(0), behind = Buffer.alloc(0) } = rest;
  const pixels = rest.pixels ?? whiteRows(width, height);
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk("IHDR", header),
    extra,
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
    behind,
  ]);
}

function whiteRows(width: number, height: number): Buffer {
  const row = Buffer.alloc(width * 3 + 1, 0xff);
  row[0] = 0;
  return Buffer.concat(Array.from({ length: height }, () => row));
}

export function dataUrl(bytes: Buffer, type = "image/png"): string {
  return `data:${type};base64,${bytes.toString("base64")}`;
}

/** 120 by 40 pixels, pine. */
export const SMALL_LOGO = dataUrl(
  pngOf({
    width: 120,
    height: 40,
    pixels: Buffer.concat(
      Array.from({ length: 40 }, () =>
        Buffer.concat([
          Buffer.of(0),
          Buffer.concat(Array.from({ length: 120 }, () => Buffer.of(11, 107, 79))),
        ]),
      ),
    ),
  }),
);

/** A real one of 16 by 8 pixels, with more after its first marker, or behind its end. */
export function jpegOf(more: { before?: Buffer; behind?: Buffer } = {}): Buffer {
  const { before = Buffer.alloc(0), behind = Buffer.alloc(0) } = more;
  return Buffer.concat([JPEG.subarray(0, 2), before, JPEG.subarray(2), behind]);
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.set([0xff, marker]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

const JPEG = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAQX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCIAUl//9k=",
  "base64",
);
