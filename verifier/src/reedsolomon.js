// Lost codes filled in: Reed-Solomon over GF(256) with 0x11d, generator element 2, first root 2^0.
//
// A column is one byte of each code, the message first. As a polynomial, highest power first, it is 0 at
// 2^0 ... 2^(p-1). So its lost bytes are the unknowns of linear equations: one inverse matrix for all columns.

const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = EXP[power + 255] = value;
  LOG[value] = power;
  value <<= 1;
  if (value & 256) value ^= 0x11d;
}

function times(a, b) {
  return a === 0 || b === 0 ? 0 : EXP[LOG[a] + LOG[b]];
}

function inverse(a) {
  return EXP[255 - LOG[a]];
}

/** Inverse of a square matrix; null where it has none. */
function inverted(rows) {
  const size = rows.length;
  const work = rows.map((row, at) => [...row, ...row.map((_, column) => (column === at ? 1 : 0))]);
  for (let at = 0; at < size; at++) {
    const pivot = work.findIndex((row, number) => number >= at && row[at] !== 0);
    if (pivot < 0) return null;
    [work[at], work[pivot]] = [work[pivot], work[at]];
    const scale = inverse(work[at][at]);
    work[at] = work[at].map((value) => times(value, scale));
    for (let other = 0; other < size; other++) {
      const factor = work[other][at];
      if (other === at || factor === 0) continue;
      for (let column = 0; column < 2 * size; column++) work[other][column] ^= times(factor, work[at][column]);
    }
  }
  return work.map((row) => row.slice(size));
}

/**
 * All pieces of a row, lost ones made up for.
 *
 * @param {(Uint8Array|null)[]} pieces data then parity, null where lost.
 * @param {number} parity how many of them are parity.
 * @param {number} length bytes of a piece.
 * @returns {Uint8Array[]|null} null where too many are lost or those that are there contradict each other.
 */
export function filled(pieces, parity, length) {
  const total = pieces.length;
  const lost = pieces.flatMap((piece, place) => (piece === null ? [place] : []));
  if (lost.length > parity) return null;
  const known = pieces.flatMap((piece, place) => (piece === null ? [] : [place]));
  const power = (place, root) => EXP[((total - 1 - place) * root) % 255];
  const matrix = inverted(lost.map((_, root) => lost.map((place) => power(place, root))));
  if (matrix === null) return null;
  const made = lost.map(() => new Uint8Array(length));
  const factors = [];
  for (let root = 0; root < parity; root++) factors.push(pieces.map((_, place) => power(place, root)));
  const sums = new Uint8Array(parity);
  for (let column = 0; column < length; column++) {
    for (let root = 0; root < parity; root++) {
      let sum = 0;
      for (const place of known) sum ^= times(pieces[place][column], factors[root][place]);
      sums[root] = sum;
    }
    for (let at = 0; at < lost.length; at++) {
      let value = 0;
      for (let root = 0; root < lost.length; root++) value ^= times(matrix[at][root], sums[root]);
      made[at][column] = value;
    }
    for (let root = lost.length; root < parity; root++) {
      let rest = sums[root];
      for (let at = 0; at < lost.length; at++) rest ^= times(made[at][column], factors[root][lost[at]]);
      if (rest !== 0) return null;
    }
  }
  const all = pieces.slice();
  lost.forEach((place, at) => (all[place] = made[at]));
  return all;
}
