/** What the server takes; see MAX_LOGO_BYTES there. */
const MAX_BYTES = 12 * 1024;
/** Twice the size it is shown in, then smaller until it weighs little enough. */
const WIDTHS = [320, 240, 180, 120, 80];
const MAX_HEIGHT = 96;
const MAX_FILE_BYTES = 20 * 1024 * 1024;

export class PictureProblem extends Error {}

/**
 * A file of any picture the browser can draw, made small and without whatever else was in it: as a data
 * URL to send. Where even a small PNG is too heavy, as photos are, it becomes a JPEG on white.
 */
export async function scalePicture(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES)
    throw new PictureProblem("This file is larger than 20 MB. Choose a smaller picture.");
  const picture = await createImageBitmap(file).catch(() => {
    throw new PictureProblem("This is not a picture we can read. Choose a PNG or JPEG file.");
  });
  for (const width of WIDTHS) {
    for (const type of ["image/png", "image/jpeg"] as const) {
      const blob = await draw(picture, width, type);
      if (blob.size <= MAX_BYTES) return asDataUrl(blob);
    }
  }
  throw new PictureProblem("This picture can't be made small enough. Choose a simpler one.");
}

function draw(picture: ImageBitmap, maxWidth: number, type: string): Promise<Blob> {
  const scale = Math.min(1, maxWidth / picture.width, MAX_HEIGHT / picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d");
  if (!brush) throw new PictureProblem("This browser can't draw pictures. Try another one.");
  if (type === "image/jpeg") {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
  }
  brush.imageSmoothingQuality = "high";
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new PictureProblem(UNDRAWN))), type, 0.85);
  return promise;
}

const UNDRAWN = "This picture could not be drawn. Choose another one.";

async function asDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `data:${blob.type};base64,${btoa(text)}`;
}
