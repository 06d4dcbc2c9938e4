import { BROKEN, type Picture, PictureError, requireSides, SOMETHING_BEHIND } from "./picture.ts";

/** ITU-T T.81, annex B: what the second byte of a marker means. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Baseline, extended and progressive: what every program draws. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Tables and restart interval. */
const TABLES = [0xc4, 0xdb, 0xdd];
/** JFIF, and Adobe's word about the colours; all other application data (Exif, comments) is left out. */
const KEPT_NAMES = new Map([
  [0xe0, "JFIF\0"],
  [0xee, "Adobe"],
]);

/** Takes a JPEG apart by its segments and puts together what draws it. Nothing is unpacked. */
export function readJpeg(file: Buffer): Picture {
  const kept: Buffer[] = [Buffer.from([0xff, SOI])];
  let sides: { width: number; height: number } | null = null;
  let hasScan = false;
  let at = 2;
  for (;;) {
    const marker = markerAt(file, at);
    if (marker === EOI) break;
    const end = segmentEnd(file, at);
    const segment = file.subarray(at, end);
    if (FRAMES.includes(marker)) sides = readFrame(segment);
    else if (isOtherFrame(marker)) throw new PictureError(BROKEN);
    at = end;
    if (marker === SOS) {
      if (sides === null) throw new PictureError(BROKEN);
      at = scanEnd(file, end);
      hasScan = true;
      kept.push(segment, file.subarray(end, at));
    } else if (isKept(marker, segment)) kept.push(segment);
  }
  if (sides === null || !hasScan) throw new PictureError(BROKEN);
  if (at + 2 !== file.length) throw new PictureError(SOMETHING_BEHIND);
  kept.push(Buffer.from([0xff, EOI]));
  return { type: "jpg", ...sides, bytes: Buffer.concat(kept) };
}

function markerAt(file: Buffer, at: number): number {
  if (at + 2 > file.length || file[at] !== 0xff) throw new PictureError(BROKEN);
  return file.readUInt8(at + 1);
}

function segmentEnd(file: Buffer, at: number): number {
  if (at + 4 > file.length) throw new PictureError(BROKEN);
  const length = file.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > file.length) throw new PictureError(BROKEN);
  return end;
}

function readFrame(segment: Buffer): { width: number; height: number } {
  if (segment.length < 10) throw new PictureError(BROKEN);
  const height = segment.readUInt16BE(5);
  const width = segment.readUInt16BE(7);
  requireSides(width, height);
  const components = segment.readUInt8(9);
  if (segment.readUInt8(4) !== 8 || (components !== 1 && components !== 3))
    throw new PictureError("must be a JPEG in RGB or grey; save it again for the web");
  return { width, height };
}

/** Lossless, hierarchical and arithmetic ones, which browsers don't draw. */
function isOtherFrame(marker: number): boolean {
  return marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8;
}

function isKept(marker: number, segment: Buffer): boolean {
  if (FRAMES.includes(marker) || TABLES.includes(marker)) return true;
  const name = KEPT_NAMES.get(marker);
  return name !== undefined && segment.toString("latin1", 4, 4 + name.length) === name;
}

/** Where the next marker begins: within a scan, FF 00 is a byte and FF D0 to D7 are restarts. */
function scanEnd(file: Buffer, from: number): number {
  let at = from;
  for (;;) {
    at = file.indexOf(0xff, at);
    if (at < 0 || at + 1 >= file.length) throw new PictureError(BROKEN);
    const next = file.readUInt8(at + 1);
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
    at += 2;
  }
}
