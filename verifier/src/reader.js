// QR codes in a picture: many on a photographed page, or one on a screen.
//
// This script runs twice: in the page, where it leaves `readPicture`, and as the text of a worker, so that reading
// does not freeze the page. What the browser itself can read is taken first where it has a reader; the reader in
// here goes over the picture anyway, at several sizes and in parts, until two looks in a row bring nothing new.

import { _QRScanner } from '../vendor/qr/decode.js';

/** Longest side that one look takes. */
const SIDE = 4096;

/** Pixels of a picture that is opened at all: its memory is four bytes each. */
const PIXELS = 100e6;

/** Milliseconds that one picture may take. */
const PATIENCE = 60000;

/** Said of a file that cannot be opened as a picture; `reason` is `damaged`, `large` or `unsupported`. */
class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * All texts of QR codes in a picture.
 *
 * @param {Blob} blob the file.
 * @param {(done: number, of: number, found: number) => void} report called after each look.
 * @returns {Promise<{texts: string[], width: number, height: number}>}
 */
async function readPicture(blob, report) {
  const size = await dimensions(blob);
  if (size !== null && size.width * size.height > PIXELS) throw new Unreadable('large');
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    throw new Unreadable('damaged');
  }
  const { width, height } = bitmap;
  try {
    if (width * height > PIXELS) throw new Unreadable('large');
    const texts = new Set(await native(bitmap));
    const end = Date.now() + PATIENCE;
    const all = looks(width, height);
    let idle = 0;
    for (const [number, look] of all.entries()) {
      const before = texts.size;
      for (const text of await seen(bitmap, look, end)) texts.add(text);
      report(number + 1, all.length, texts.size);
      idle = texts.size > before || texts.size === 0 ? 0 : idle + 1;
      if (complete(texts) || (idle >= 2 && number >= 2) || Date.now() > end) break;
    }
    return { texts: [...texts], width, height };
  } finally {
    bitmap.close?.();
  }
}

/** What the reader of the browser finds; nothing where it has none, fails or does not answer. */
async function native(bitmap) {
  if (typeof globalThis.BarcodeDetector !== 'function') return [];
  try {
    const found = new globalThis.BarcodeDetector({ formats: ['qr_code'] }).detect(bitmap);
    const late = new Promise((resolve) => setTimeout(resolve, 6000, []));
    return (await Promise.race([found, late])).map((code) => code.rawValue).filter((text) => typeof text === 'string' && text !== '');
  } catch {
    return [];
  }
}

/** The parts of a picture, each with the scale at which it is looked at: the whole first, then tiles. */
function looks(width, height) {
  const longest = Math.max(width, height);
  const whole = { x: 0, y: 0, width, height };
  const sides = [Math.min(longest, 3400), Math.min(longest, SIDE), 2300, 1500, 1000].filter((side) => side <= longest);
  const at = [...new Set(sides)].map((side) => ({ ...whole, scale: side / longest }));
  if (longest < 1400) at.push({ ...whole, scale: 2 });
  const tiles = [];
  const [columns, rows] = width < height ? [2, 3] : [3, 2];
  const [wide, high] = [Math.ceil((width / columns) * 1.5), Math.ceil((height / rows) * 1.5)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.round(((width - wide) * column) / (columns - 1));
      const y = Math.round(((height - high) * row) / (rows - 1));
      const tile = { x: Math.max(0, x), y: Math.max(0, y), width: Math.min(wide, width), height: Math.min(high, height) };
      tiles.push({ ...tile, scale: Math.min(2, 2600 / Math.max(tile.width, tile.height)) });
    }
  }
  return [...at, ...tiles];
}

async function seen(bitmap, { x, y, width, height, scale }, end) {
  const [wide, high] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  if (Math.min(wide, high) < 21) return [];
  if (typeof OffscreenCanvas !== 'function' && typeof document === 'undefined') throw new Unreadable('unsupported');
  const canvas = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(wide, high) : document.createElement('canvas');
  [canvas.width, canvas.height] = [wide, high];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Unreadable('unsupported');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, wide, high);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, x, y, width, height, 0, 0, wide, high);
  const { data } = context.getImageData(0, 0, wide, high);
  canvas.width = canvas.height = 0;
  const budget = Math.max(500, Math.min(12000, end - Date.now()));
  try {
    const scanner = new _QRScanner({ maxSize: { width: wide, height: high }, effort: Infinity, timeLimit: budget });
    scanner.addImage({ width: wide, height: high, data }, 'RGBA');
    return (await scanner.decodeAsync(true)).filter((text) => typeof text === 'string' && text !== '');
  } catch {
    return [];
  }
}

/** Whether these are all codes of one record: there is nothing more to look for. */
function complete(texts) {
  const codes = [...texts].map((text) => /^EBR1:[DP]:\d+:(\d+):(\d+):/.exec(text)).filter(Boolean);
  return codes.length > 0 && codes.length >= Number(codes[0][1]) + Number(codes[0][2]);
}

/** Width and height as the head of a PNG, JPEG, GIF, WebP or BMP says them; null where it cannot be told. */
async function dimensions(blob) {
  const bytes = new DataView(await blob.slice(0, 262144).arrayBuffer());
  const size = bytes.byteLength;
  if (size < 30) return null;
  if (bytes.getUint32(0) === 0x89504e47) return { width: bytes.getUint32(16), height: bytes.getUint32(20) };
  if (bytes.getUint32(0) === 0x47494638) return { width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) };
  if (bytes.getUint16(0) === 0x424d) return { width: bytes.getUint32(18, true), height: Math.abs(bytes.getInt32(22, true)) };
  if (bytes.getUint32(0) === 0x52494646 && bytes.getUint32(12) === 0x56503858) {
    const three = (at) => bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 65536;
    return { width: three(24) + 1, height: three(27) + 1 };
  }
  if (bytes.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < size; ) {
    const marker = bytes.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return { width: bytes.getUint16(at + 7), height: bytes.getUint16(at + 5) };
    }
    if (marker < 0xff01) return null;
    at += 2 + bytes.getUint16(at + 2);
  }
  return null;
}

if (typeof document === 'undefined') {
  globalThis.onmessage = async ({ data: { number, blob } }) => {
    try {
      const found = await readPicture(blob, (done, of, codes) => postMessage({ number, progress: [done, of, codes] }));
      postMessage({ number, found });
    } catch (problem) {
      postMessage({ number, problem: problem.reason ?? 'damaged', word: String(problem) });
    }
  };
} else globalThis.readPicture = readPicture;
