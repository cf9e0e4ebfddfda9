// The codes of a record: from their texts to the record, whatever order they come in.

import { sha256 } from '../vendor/noble-hashes/sha2.js';
import { fingerprint, fromBase32, joined, same, utf8 } from './bytes.js';
import { BadStream, inflate } from './inflate.js';
import { filled } from './reedsolomon.js';

const CODE = /^EBR1:([DP]):([1-9]\d{0,2}):([1-9]\d{0,2}):(0|[1-9]\d{0,2}):([A-Z2-7]{16}):([A-Z2-7]{32}):([A-Z2-7]{2,4200})$/;
const MOST = 255;
const TAIL = 96;
const HASH = 20;

/** A body is inflated to at most so many bytes. */
export const LARGEST = 4 * 1024 * 1024;

/** Versions of one code that are kept; more would only fill the memory. */
const VERSIONS = 8;

/** Rows that are kept: other records, or the same in other sizes. */
const ROWS = 40;

/** One code from its text; null where it is none. */
export function parsed(text) {
  const found = CODE.exec(text);
  if (found === null) return null;
  const [number, n, p] = [Number(found[2]), Number(found[3]), Number(found[4])];
  const hash = fromBase32(found[6]);
  const piece = fromBase32(found[7]);
  if (hash === null || piece === null || hash.length !== HASH) return null;
  if (n + p > MOST || number > (found[1] === 'D' ? n : p) || n * piece.length < TAIL) return null;
  return { id: found[5], n, p, length: piece.length, place: found[1] === 'D' ? number - 1 : n + number - 1, hash, piece };
}

/**
 * All texts in a longer text that begin as a code does. A code may be broken over lines of its own letters.
 *
 * @yields {string} a text without white space, a code or the damaged rest of one.
 */
export function* candidates(text) {
  const sign = /EBR1:/g;
  for (let found = sign.exec(text); found !== null; ) {
    const next = sign.exec(text);
    const lines = text.slice(found.index, Math.min(next?.index ?? text.length, found.index + 8000)).split(/\r?\n/);
    let code = /^\S+/.exec(lines[0])[0].replace(/[<"'&,;].*$/, '');
    for (const line of lines[0].trim() === code ? lines.slice(1) : []) {
      if (!/^[A-Z2-7:0-9]+$/.test(line.trim())) break;
      code += line.trim();
    }
    yield code;
    found = next;
  }
}

/** Every code that was given, by record. */
export class Shelf {
  constructor() {
    this.rows = new Map();
    this.damaged = 0;
    this.full = false;
  }

  /** Take one text; false where it is no code. */
  add(text) {
    const code = parsed(text);
    if (code === null) {
      this.damaged += 1;
      return false;
    }
    const key = [code.id, code.n, code.p, code.length].join(':');
    if (!this.rows.has(key)) {
      if (this.rows.size >= ROWS) {
        this.full = true;
        return true;
      }
      this.rows.set(key, new Row(key, code));
    }
    this.rows.get(key).add(code);
    return true;
  }
}

/** The codes of one record in one size. */
export class Row {
  constructor(key, { id, n, p, length }) {
    Object.assign(this, { key, id, n, p, length, total: n + p });
    this.places = Array.from({ length: this.total }, () => []);
    this.doubled = new Set();
    this.solution = null;
  }

  add({ place, hash, piece }) {
    const there = this.places[place];
    if (there.some((code) => same(code.hash, hash) && same(code.piece, piece))) this.doubled.add(place);
    else if (there.length < VERSIONS) {
      there.push({ hash, piece });
      this.solution = null;
    }
  }

  get have() {
    return this.places.filter((there) => there.length > 0).length;
  }

  /** What the codes give; see `solve`. Worked out again only when a code was added. */
  get result() {
    this.solution ??= solve(this);
    return this.solution;
  }
}

function origin(row) {
  return sha256(utf8(`EBR1:${row.n}:${row.p}:${row.length}:${row.id}`)).subarray(0, HASH);
}

function link(before, piece) {
  return sha256(joined(before, piece)).subarray(0, HASH);
}

/**
 * The record of a row.
 *
 * Returns `{state, body, public, signature, tiles, changed, divergent, missing}`. The state is `whole`, or why there is
 * none: `few` (too many missing), `changed` (no choice of codes leads to the record they name), `large` (a body
 * beyond the limit). A tile is `there`, `filled`, `missing`, `changed` or `divergent`.
 */
function solve(row) {
  const missing = places(row, (there) => there.length === 0);
  const divergent = places(row, (there) => there.length > 1);
  const base = { body: null, missing, divergent, changed: [] };
  const state = (kind) => ({
    ...base,
    state: kind,
    tiles: row.places.map((there) => (there.length === 0 ? 'missing' : there.length > 1 ? 'divergent' : 'there')),
  });
  if (missing.length > row.p) return state('few');
  let tries = Math.max(20, Math.min(400, Math.floor(2e8 / (row.total * row.length * (row.p + 1)))));
  for (const chosen of choices(row)) {
    if (tries-- === 0) break;
    const lost = chosen.filter((piece) => piece === null).length;
    if (lost > row.p) continue;
    const sample = chosen.map((piece) => piece?.subarray(0, 4) ?? null);
    const pieces = filled(sample, row.p, Math.min(4, row.length)) && filled(chosen, row.p, row.length);
    if (pieces === null) continue;
    const found = record(row, pieces);
    if (found === 'large') return state('large');
    if (found === null) continue;
    let before = origin(row);
    const right = pieces.map((piece) => ({ piece, hash: (before = link(before, piece)) }));
    const fits = (code, place) => same(code.piece, right[place].piece) && same(code.hash, right[place].hash);
    const changed = places(row, (there, place) => there.length > 0 && !there.some((code) => fits(code, place)));
    const tiles = row.places.map((there, place) =>
      there.length === 0 ? 'filled' : changed.includes(place) ? 'changed' : there.length > 1 ? 'divergent' : 'there',
    );
    return { ...base, ...found, state: 'whole', changed, tiles };
  }
  return state('changed');
}

function places(row, holds) {
  return row.places.flatMap((there, place) => (holds(there, place) ? [place] : []));
}

/** Which pieces to believe, the likeliest choice first. */
function* choices(row) {
  const start = origin(row);
  const status = row.places.map((there, place) => {
    const before = place === 0 ? [start] : row.places[place - 1].map((code) => code.hash);
    const fitting = there.find((code) => before.some((hash) => same(link(hash, code.piece), code.hash)));
    if (fitting) return { piece: fitting.piece, fits: true };
    return { piece: before.length === 0 && there.length === 1 ? there[0].piece : null, fits: false };
  });
  const vouched = status.map(({ piece }) => piece);
  yield vouched;
  const all = row.places.map((there, place) => (status[place].fits ? status[place].piece : (there[0]?.piece ?? null)));
  yield all;
  const without = (...gone) => all.map((piece, place) => (gone.includes(place) ? null : piece));
  const doubtful = [...row.places.keys()].filter((place) => row.places[place].length > 0 && !status[place].fits);
  // a code that was changed together with its own hash makes the next one look wrong
  yield without(...doubtful.map((place) => place - 1));
  for (const one of doubtful) yield without(one, one - 1);
  const order = [...doubtful.flatMap((place) => [place - 1, place]), ...row.places.keys()];
  for (const one of order) yield without(one);
  for (const one of order) for (const other of order) if (one < other) yield without(one, other);
}

/** Body, key and signature from all pieces; null where this is not the record that the row names. */
function record(row, pieces) {
  const stream = joined(...pieces.slice(0, row.n));
  const packed = stream.subarray(0, -TAIL);
  let found;
  try {
    found = inflate(packed, LARGEST);
  } catch (problem) {
    if (!(problem instanceof BadStream)) throw problem;
    return problem.tooLarge ? 'large' : null;
  }
  if (packed.subarray(found.end).some((byte) => byte !== 0) || fingerprint(found.bytes) !== row.id) return null;
  return { body: found.bytes, public: stream.slice(-TAIL, -64), signature: stream.slice(-64) };
}
