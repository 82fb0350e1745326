/** Makes a screenshot small: at most 256 colors, which is nearly all that a screen of text and flat areas has. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLORS = 256;

/** Takes what Chromium writes: eight bits a channel, RGB or RGBA, not interlaced (PNG, third edition, sections 7 to 11). */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = colorsOf(png);
  const palette = commonest(pixels);
  const indexOf = nearestIn(palette);
  const lines = Buffer.alloc(height * (width + 1));
  pixels.forEach((color, place) => (lines[place + Math.floor(place / width) + 1] = indexOf(color)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Colors {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

function colorsOf(png: Buffer): Colors {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0) throw new Error('not a PNG of Chromium');
  const bytes = unfiltered(inflateSync(Buffer.concat([...imageData(png)])), width * channels, channels);
  const pixels = Uint32Array.from({ length: width * height }, (_, place) => bytes.readUIntBE(place * channels, 3));
  return { width, height, pixels };
}

function* imageData(png: Buffer): Generator<Buffer> {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') yield png.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
}

/** Undoes the filter that stands before each line; left of a line and above the first one everything is zero. */
function unfiltered(data: Buffer, lineLength: number, step: number): Buffer {
  const lines: Buffer[] = [];
  let above = Buffer.alloc(step + lineLength);
  for (let from = 0; from < data.length; from += lineLength + 1) {
    const line = Buffer.alloc(step + lineLength);
    const filter = at(data, from);
    for (let column = 0; column < lineLength; column += 1) {
      const [left, up, corner] = [at(line, column), at(above, column + step), at(above, column)];
      line[column + step] = at(data, from + 1 + column) + predicted(filter, left, up, corner);
    }
    lines.push(line.subarray(step));
    above = line;
  }
  return Buffer.concat(lines);
}

const at = (bytes: Buffer, index: number): number => bytes[index] ?? 0;

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter < 3) return filter === 0 ? 0 : filter === 1 ? left : above;
  if (filter === 3) return (left + above) >> 1;
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function commonest(pixels: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, MOST_COLORS).map(([color]) => color);
}

function nearestIn(palette: readonly number[]): (color: number) => number {
  const known = new Map(palette.map((color, index) => [color, index]));
  return (color) => {
    const found = known.get(color);
    if (found !== undefined) return found;
    const distances = palette.map((other) => distance(color, other));
    const index = distances.indexOf(Math.min(...distances));
    known.set(color, index);
    return index;
  };
}

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
