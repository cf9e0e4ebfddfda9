// Canonical JSON: keys sorted by code point, no spaces, only the escapes that JSON requires, whole numbers.

/** Said of a value that has no canonical form: a float, a number beyond 2^53, text that is not in NFC. */
export class NotCanonical extends Error {}

const DEEPEST = 64;
const ESCAPES = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** The canonical form of a JSON value, as text. */
export function canonical(value, depth = 0) {
  if (depth > DEEPEST) throw new NotCanonical('too deep');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new NotCanonical('not a whole number');
    return String(value);
  }
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return '[' + value.map((item) => canonical(item, depth + 1)).join(',') + ']';
  if (typeof value !== 'object') throw new NotCanonical('not a value of JSON');
  const members = Object.keys(value).sort(byCodePoint);
  return '{' + members.map((key) => quoted(key) + ':' + canonical(value[key], depth + 1)).join(',') + '}';
}

function quoted(text) {
  if (text.normalize('NFC') !== text) throw new NotCanonical('not in NFC');
  const inner = text.replace(/["\\\u0000-\u001f]/g, (c) => ESCAPES[c] ?? '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  return '"' + inner + '"';
}

function byCodePoint(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}
