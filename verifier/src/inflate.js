// Raw DEFLATE (RFC 1951) with a limit, which also says where the stream ends.
//
// The record's stream is followed by zeros and 96 bytes that are not its own, so a reader must know the last
// byte of the stream exactly; and what it inflates to must be stopped before it fills the memory.

/** Said of a stream that is damaged; `tooLarge` where it would inflate beyond the limit. */
export class BadStream extends Error {
  constructor(message, tooLarge = false) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Inflate a stream that begins with the first byte.
 *
 * @returns {{bytes: Uint8Array, end: number}} what was packed, and the first byte after the stream.
 */
export function inflate(packed, limit) {
  let at = 0;
  let held = 0;
  let count = 0;
  let out = new Uint8Array(Math.min(limit, 65536));
  let size = 0;

  function bits(wanted) {
    while (count < wanted) {
      if (at >= packed.length) throw new BadStream('the stream ends too early');
      held |= packed[at++] << count;
      count += 8;
    }
    const value = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return value;
  }

  function room(more) {
    if (size + more > limit) throw new BadStream('more than the limit', true);
    if (size + more > out.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(out.length * 2, size + more)));
      larger.set(out.subarray(0, size));
      out = larger;
    }
  }

  function symbol({ counts, symbols }) {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length++) {
      code |= bits(1);
      const here = counts[length];
      if (code - here < first) return symbols[index + (code - first)];
      index += here;
      first = (first + here) << 1;
      code <<= 1;
    }
    throw new BadStream('no such symbol');
  }

  function stored() {
    held = count = 0;
    if (at + 4 > packed.length) throw new BadStream('the stream ends too early');
    const length = packed[at] | (packed[at + 1] << 8);
    if (length !== (~(packed[at + 2] | (packed[at + 3] << 8)) & 0xffff)) throw new BadStream('a length is wrong');
    at += 4;
    if (at + length > packed.length) throw new BadStream('the stream ends too early');
    room(length);
    out.set(packed.subarray(at, at + length), size);
    at += length;
    size += length;
  }

  function squeezed(literals, distances) {
    for (;;) {
      const found = symbol(literals);
      if (found === 256) return;
      if (found < 256) {
        room(1);
        out[size++] = found;
        continue;
      }
      if (found > 285) throw new BadStream('no such length');
      const length = LENGTHS[found - 257] + bits(LENGTH_BITS[found - 257]);
      const back = symbol(distances);
      if (back > 29) throw new BadStream('no such distance');
      const distance = DISTANCES[back] + bits(DISTANCE_BITS[back]);
      if (distance > size) throw new BadStream('a distance is too far');
      room(length);
      for (let n = 0; n < length; n++, size++) out[size] = out[size - distance];
    }
  }

  function tables() {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const given = bits(4) + 4;
    if (literals > 286 || distances > 30) throw new BadStream('too many symbols');
    const lengths = new Array(19).fill(0);
    for (let n = 0; n < given; n++) lengths[ORDER[n]] = bits(3);
    const lengthCode = huffman(lengths, true);
    const all = [];
    while (all.length < literals + distances) {
      const found = symbol(lengthCode);
      if (found < 16) {
        all.push(found);
        continue;
      }
      if (found === 16 && all.length === 0) throw new BadStream('nothing to repeat');
      const repeated = found === 16 ? all[all.length - 1] : 0;
      let times = found === 16 ? 3 + bits(2) : found === 17 ? 3 + bits(3) : 11 + bits(7);
      if (all.length + times > literals + distances) throw new BadStream('too many lengths');
      while (times-- > 0) all.push(repeated);
    }
    if (all[256] === 0) throw new BadStream('no end of block');
    return [huffman(all.slice(0, literals)), huffman(all.slice(literals))];
  }

  let last = false;
  while (!last) {
    last = bits(1) === 1;
    const kind = bits(2);
    if (kind === 0) stored();
    else if (kind === 1) squeezed(...FIXED);
    else if (kind === 2) squeezed(...tables());
    else throw new BadStream('no such block');
  }
  return { bytes: out.slice(0, size), end: at };
}

/** Canonical Huffman code of these lengths; one that is over-subscribed, or has holes, is refused. */
function huffman(lengths, whole = false) {
  const counts = new Array(16).fill(0);
  for (const length of lengths) counts[length]++;
  let left = 1;
  for (let length = 1; length <= 15; length++) {
    left = left * 2 - counts[length];
    if (left < 0) throw new BadStream('too many codes');
  }
  if (left > 0 && (whole || lengths.length - counts[0] > 1)) throw new BadStream('an incomplete code');
  const offsets = [0, 0];
  for (let length = 1; length < 15; length++) offsets[length + 1] = offsets[length] + counts[length];
  const symbols = [];
  lengths.forEach((length, number) => {
    if (length !== 0) symbols[offsets[length]++] = number;
  });
  counts[0] = 0;
  return { counts, symbols };
}

const FIXED = [
  huffman(Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8))),
  huffman(new Array(32).fill(5)),
];
