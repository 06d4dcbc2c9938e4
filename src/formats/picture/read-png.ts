import { crc32, deflateSync, inflateSync } from "node:zlib";
import { BROKEN, type Picture, PictureError, requireSides, SOMETHING_BEHIND } from "./picture.ts";

/** https://www.w3.org/TR/png-3/ */
export const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** Channels by colour type, and the bit depths that go with it. */
const COLOR_TYPES = new Map([
  [0, { channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { channels: 3, depths: [8, 16] }],
  [3, { channels: 1, depths: [1, 2, 4, 8] }],
  [4, { channels: 2, depths: [8, 16] }],
  [6, { channels: 4, depths: [8, 16] }],
]);

/** What is drawn; every other chunk (text, time, colour profiles, animation) is left out. */
const KEPT = ["PLTE", "tRNS", "sRGB", "gAMA"];
const FILTERS = 5;

/**
 * Takes a PNG apart and puts it together anew. Its pixels are unpacked to exactly the size that the
 * header promises, never more, so what it gives can be drawn wherever PNGs are.
 */
export function readPng(file: Buffer): Picture {
  const chunks = readChunks(file);
  const [header] = chunks;
  if (header?.type !== "IHDR" || header.data.length !== 13) throw new PictureError(BROKEN);
  const { data } = header;
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  requireSides(width, height);
  const color = COLOR_TYPES.get(data.readUInt8(9));
  const depth = data.readUInt8(8);
  if (!color?.depths.includes(depth) || data.readUInt16BE(10) !== 0) throw new PictureError(BROKEN);
  if (data.readUInt8(12) !== 0)
    throw new PictureError("must not be an interlaced PNG; save it again without that");
  const isIndexed = data.readUInt8(9) === 3;
  if (isIndexed && !chunks.some(({ type }) => type === "PLTE")) throw new PictureError(BROKEN);
  const rowBytes = Math.ceil((width * color.channels * depth) / 8) + 1;
  const packed = chunks.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data);
  const pixels = unpack(Buffer.concat(packed), rowBytes, height);
  const kept = chunks.filter(({ type }) => KEPT.includes(type));
  const bytes = Buffer.concat([
    PNG_SIGNATURE,
    writeChunk(header),
    ...inOrder(kept).map(writeChunk),
    writeChunk({ type: "IDAT", data: deflateSync(pixels, { level: 9 }) }),
    writeChunk({ type: "IEND", data: Buffer.alloc(0) }),
  ]);
  return { type: "png", width, height, bytes };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = PNG_SIGNATURE.length;
  while (chunks.at(-1)?.type !== "IEND") {
    if (at + 12 > file.length) throw new PictureError(BROKEN);
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) throw new PictureError(BROKEN);
    const type = file.toString("latin1", at + 4, at + 8);
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end))
      throw new PictureError(BROKEN);
    const isCritical = /^[A-Z]/.test(type);
    if (isCritical && !["IHDR", "PLTE", "IDAT", "IEND"].includes(type))
      throw new PictureError(BROKEN);
    chunks.push({ type, data: file.subarray(at + 8, end) });
    at = end + 4;
  }
  if (at !== file.length) throw new PictureError(SOMETHING_BEHIND);
  return chunks;
}

/** Each once, as the standard wants them: colour space, palette, transparency. */
function inOrder(chunks: readonly Chunk[]): Chunk[] {
  return ["gAMA", "sRGB", "PLTE", "tRNS"].flatMap(
    (name) => chunks.find(({ type }) => type === name) ?? [],
  );
}

function unpack(packed: Buffer, rowBytes: number, height: number): Buffer {
  const size = rowBytes * height;
  try {
    const pixels = inflateSync(packed, { maxOutputLength: size });
    const hasRows = pixels.length === size;
    const rows = Array.from({ length: hasRows ? height : 0 }, (_, row) => pixels[row * rowBytes]);
    if (hasRows && rows.every((filter) => Number(filter) < FILTERS)) return pixels;
  } catch {
    // not what deflate writes, or more of it than the header promised
  }
  throw new PictureError(BROKEN);
}

function writeChunk({ type, data }: Chunk): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}
