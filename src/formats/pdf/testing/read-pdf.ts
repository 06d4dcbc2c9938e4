import { inflateSync } from "node:zlib";

export interface ReadPdf {
  readonly pages: readonly ReadPage[];
  /** The targets of all link annotations, in order. */
  readonly links: readonly string[];
  /** Family and weight of each font, e.g. `Inter-SemiBold`; throws on a font that isn't embedded. */
  readonly fonts: readonly string[];
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** It has a tree of tags for screen readers. */
  readonly isTagged: boolean;
}

export interface ReadPage {
  /** What is written on it, in the order it is written, with nothing between one run of text and the next. */
  readonly text: string;
  readonly widthPt: number;
  readonly heightPt: number;
}

interface PdfObject {
  readonly head: string;
  readonly stream: Buffer | null;
}

/** Reads as much of a PDF as our tests ask about; knows the plain layout that Typst writes, and no other. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const source = Buffer.from(bytes).toString("latin1");
  const objects = readObjects(source);
  const pageObjects = [...find(objects, /\/Kids \[([^\]]*)\]/).matchAll(/(\d+) 0 R/g)].map((kid) =>
    pick(objects, kid[1]),
  );
  return {
    pages: pageObjects.map((page) => readPage(objects, page)),
    links: [...source.matchAll(/\/URI \(((?:[^()\\]|\\.)*)\)/g)].map((match) => match[1] ?? ""),
    fonts: [
      ...source.matchAll(/\/Type \/FontDescriptor\s*\/FontName \/[A-Z]{6}\+(\S+)([^>]*)/g),
    ].map((match) => {
      if (!/\/FontFile[23] \d+ 0 R/.test(match[2] ?? ""))
        throw new Error(`${match[1]} is not embedded`);
      return match[1] ?? "";
    }),
    title: readTextEntry(source, /<<\s*\/Title (?=[(<])/g),
    author: readTextEntry(source, /\/Author (?=[(<])/g),
    language: readTextEntry(source, /\/Type \/Catalog[^<]*?\/Lang (?=[(<])/g),
    isTagged: /\/Type \/Catalog[\s\S]*\/Marked true/.test(source),
  };
}

/** The text behind `label`: `(plain)`, or `<FEFF…>`, which is UTF-16 in hexadecimal. */
function readTextEntry(source: string, label: RegExp): string {
  if (label.exec(source) === null) throw new Error(`nothing in this PDF matches ${label}`);
  const start = label.lastIndex + 1;
  if (source[start - 1] === "(") return readLiteral(source, start).bytes;
  return readUtf16(source.slice(start + "FEFF".length, source.indexOf(">", start)));
}

function readUtf16(hex: string): string {
  return Buffer.from(hex, "hex").swap16().toString("utf16le");
}

/** Every object by its number. The length of a stream is taken from its head: its bytes may look like anything. */
function readObjects(source: string): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const start = /(\d+) 0 obj\n([\s\S]*?)\n(endobj|stream\r?\n)/g;
  for (let match = start.exec(source); match !== null; match = start.exec(source)) {
    const [, number = "", head = "", end = ""] = match;
    let stream: Buffer | null = null;
    if (end !== "endobj") {
      const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
      const raw = Buffer.from(source.slice(start.lastIndex, start.lastIndex + length), "latin1");
      stream = head.includes("/FlateDecode") ? inflateSync(raw) : raw;
      start.lastIndex += length;
    }
    objects.set(number, { head, stream });
  }
  return objects;
}

function readPage(objects: Map<string, PdfObject>, page: PdfObject): ReadPage {
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page.head);
  const fontNames = /\/Font <<([^>]*)>>/.exec(page.head)?.[1] ?? "";
  const maps = new Map<string, Map<number, string>>();
  for (const font of fontNames.matchAll(/\/(\w+) (\d+) 0 R/g)) {
    const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(pick(objects, font[2]).head)?.[1];
    maps.set(
      font[1] ?? "",
      readCharacterMap(pick(objects, toUnicode).stream?.toString("latin1") ?? ""),
    );
  }
  const content =
    pick(objects, /\/Contents (\d+) 0 R/.exec(page.head)?.[1]).stream?.toString("latin1") ?? "";
  return { text: readText(content, maps), widthPt: Number(box?.[1]), heightPt: Number(box?.[2]) };
}

/** Glyph to text: the `bfchar` and `bfrange` tables of a font's ToUnicode map. */
function readCharacterMap(source: string): Map<number, string> {
  const characters = new Map<number, string>();
  for (const block of source.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph = "", text] of (block[1] ?? "").matchAll(/<(\w+)> <(\w*)>/g)) {
      characters.set(Number.parseInt(glyph, 16), readUtf16(text ?? ""));
    }
  }
  return characters;
}

function readText(content: string, maps: Map<string, Map<number, string>>): string {
  const token = /\(|<([0-9A-F]*)>|\/(\w+) [\d.]+ Tf|\bT[jJ]\b|\bBDC\b/gi;
  let characters: Map<number, string> | undefined;
  let pending = "";
  let text = "";
  for (let match = token.exec(content); match !== null; match = token.exec(content)) {
    const [operator, hex, font] = match;
    if (operator === "(") {
      const { bytes, end } = readLiteral(content, token.lastIndex);
      pending += bytes;
      token.lastIndex = end;
    } else if (hex !== undefined) pending += Buffer.from(hex, "hex").toString("latin1");
    else if (font !== undefined) characters = maps.get(font);
    else {
      // The strings before BDC describe a tag; those before Tj and TJ are drawn, two bytes a glyph.
      if (operator !== "BDC")
        text += readGlyphs(pending)
          .map((glyph) => characters?.get(glyph) ?? "")
          .join("");
      pending = "";
    }
  }
  return text;
}

/** A string in round brackets, which may hold pairs of them, from behind its first one. */
function readLiteral(content: string, start: number): { bytes: string; end: number } {
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const part = /\\(?:([0-7]{1,3})|([\s\S]))|([\s\S])/g;
  part.lastIndex = start;
  let bytes = "";
  for (let depth = 1; ;) {
    const [, octal, escaped, plain] = part.exec(content) ?? [];
    if (octal !== undefined) bytes += String.fromCharCode(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes += escapes[escaped] ?? escaped;
    else if (plain === undefined) throw new Error("a string in this PDF has no end");
    else {
      depth += plain === "(" ? 1 : plain === ")" ? -1 : 0;
      if (depth === 0) return { bytes, end: part.lastIndex };
      bytes += plain;
    }
  }
}

function readGlyphs(bytes: string): number[] {
  const buffer = Buffer.from(bytes, "latin1");
  return Array.from({ length: buffer.length / 2 }, (_, index) => buffer.readUInt16BE(index * 2));
}

function find(objects: Map<string, PdfObject>, pattern: RegExp): string {
  for (const { head } of objects.values()) {
    const found = pattern.exec(head);
    if (found !== null) return found[1] ?? "";
  }
  throw new Error(`nothing in this PDF matches ${pattern}`);
}

function pick(objects: Map<string, PdfObject>, number: string | undefined): PdfObject {
  const object = objects.get(number ?? "");
  if (object === undefined) throw new Error(`object ${number} is not in this PDF`);
  return object;
}
