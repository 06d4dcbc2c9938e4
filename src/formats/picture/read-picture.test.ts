import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunk, jpegOf, jpegSegment, pngOf } from "#test/support/pictures.ts";
import { MAX_SIDE, PictureError } from "./picture.ts";
import { readPicture } from "./read-picture.ts";

const text = (value: string) => Buffer.from(value, "latin1");

function refusalOf(file: Buffer): string {
  try {
    readPicture(file);
  } catch (error) {
    if (error instanceof PictureError) return error.message;
    throw error;
  }
  return "taken";
}

describe("a picture", () => {
  it("is known by what it is, with its sides", () => {
    const png = { type: "png", width: 30, height: 20 };
    expect(readPicture(pngOf({ width: 30, height: 20 }))).toMatchObject(png);
    expect(readPicture(jpegOf())).toMatchObject({ type: "jpg", width: 16, height: 8 });
  });

  it("is put together anew, and stays as it is when that happens twice", () => {
    for (const file of [pngOf({ width: 7, height: 5 }), jpegOf()]) {
      const once = readPicture(file);
      expect(readPicture(once.bytes)).toEqual(once);
    }
  });

  it("loses everything that is not drawn: places, names, comments, profiles", () => {
    const secret = "GPS 52.5200 N";
    const extra = Buffer.concat([
      chunk("tEXt", text(`Comment\0${secret}<?php`)),
      chunk("eXIf", text(secret)),
      chunk("iCCP", text(`x\0\0${secret}`)),
      chunk("acTL", Buffer.alloc(8)),
    ]);
    const png = readPicture(pngOf({ width: 3, height: 3, extra }));
    expect(png.bytes.includes(secret)).toBe(false);
    const before = Buffer.concat([
      jpegSegment(0xe1, text(`Exif\0\0${secret}`)),
      jpegSegment(0xe0, text(`JFXX\0${secret}`)),
      jpegSegment(0xe2, text(`ICC_PROFILE\0${secret}`)),
      jpegSegment(0xfe, text(`${secret}<script>`)),
    ]);
    const jpeg = readPicture(jpegOf({ before }));
    expect(jpeg.bytes.includes(secret)).toBe(false);
    expect(jpeg.bytes).toEqual(readPicture(jpegOf()).bytes);
  });
});

describe("what is refused [attack 40]", () => {
  it.each([
    ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), /SVG/],
    ["an SVG with a byte order mark", Buffer.from("\ufeff<?xml version='1.0'?><svg/>"), /SVG/],
    ["HTML", text("<!doctype html><script>1</script>"), /must be a PNG or JPEG/],
    ["a GIF", text("GIF89a\x01\x00\x01\x00"), /must be a PNG or JPEG/],
    ["a WebP", text("RIFF\x00\x00\x00\x00WEBPVP8 "), /must be a PNG or JPEG/],
    ["nothing", Buffer.alloc(0), /must be a PNG or JPEG/],
    ["a path", text("../../etc/passwd"), /must be a PNG or JPEG/],
    ["a PNG with a page behind", pngOf({ width: 1, height: 1, behind: text("<html>") }), /behind/],
    [
      "a PNG with an archive behind",
      pngOf({ width: 1, height: 1, behind: text("PK\x03\x04") }),
      /behind/,
    ],
    ["a JPEG with a script behind", jpegOf({ behind: text("/*<script>*/") }), /behind/],
    [
      "more than 512 KB",
      Buffer.concat([pngOf({ width: 1, height: 1 }), Buffer.alloc(524_288)]),
      /512 KB/,
    ],
    ["an interlaced PNG", pngOf({ width: 1, height: 1, interlace: 1 }), /interlaced/],
    [
      "a PNG with pixels missing",
      pngOf({ width: 9, height: 9, pixels: Buffer.alloc(9) }),
      /can't be read/,
    ],
    [
      "a PNG with a filter that is none",
      pngOf({ width: 1, height: 1, pixels: Buffer.of(5, 0, 0, 0) }),
      /can't be read/,
    ],
    [
      "a PNG with an unknown part",
      pngOf({ width: 1, height: 1, extra: chunk("ABCD", text("x")) }),
      /can't be read/,
    ],
    ["a cut PNG", pngOf({ width: 9, height: 9 }).subarray(0, 60), /can't be read/],
    ["a cut JPEG", jpegOf().subarray(0, -2), /can't be read/],
  ])("is %s", (_, file, reason) => {
    expect(refusalOf(file)).toMatch(reason);
  });

  it("is 30,000 by 30,000 pixels, by its header, before anything is unpacked", () => {
    const huge = { width: 30_000, height: 30_000, pixels: Buffer.alloc(1) };
    expect(refusalOf(pngOf(huge))).toMatch(/at most 800 pixels.*30000 × 30000/);
    const frame = jpegOf();
    const at = frame.indexOf(Buffer.of(0xff, 0xc0));
    frame.writeUInt16BE(30_000, at + 5);
    expect(refusalOf(frame)).toMatch(/at most 800 pixels/);
    expect(refusalOf(pngOf({ width: MAX_SIDE + 1, height: 1 }))).toMatch(/pixels/);
    expect(refusalOf(pngOf({ width: 0, height: 1, pixels: Buffer.of() }))).toMatch(/pixels/);
  });

  it("is a small file that unpacks to a hundred megabytes", () => {
    const bomb = pngOf({ width: 8, height: 8, pixels: Buffer.alloc(100_000_000) });
    expect(bomb.length).toBeLessThan(200_000);
    expect(refusalOf(bomb)).toMatch(/can't be read/);
  });

  it("is damaged anywhere: it is refused or still a picture, and nothing else happens", () => {
    const files = [pngOf({ width: 5, height: 5 }), jpegOf()];
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(255), (file, where, value) => {
        const damaged = Buffer.from(file);
        damaged[where % damaged.length] = value;
        expect(typeof refusalOf(damaged)).toBe("string");
      }),
      { numRuns: 2000 },
    );
  });
});
