// Bytes and the ways in which docs/record.md writes them as text.

import { sha256 } from '../vendor/noble-hashes/sha2.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 of RFC 4648 without padding. */
export function toBase32(bytes) {
  let out = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += LETTERS[(held >> bits) & 31];
    }
  }
  return bits > 0 ? out + LETTERS[(held << (5 - bits)) & 31] : out;
}

/** The bytes of base32 without padding; null where it is not the one way to write some bytes. */
export function fromBase32(text) {
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 255;
    }
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? out : null;
}

/** The bytes of base64 with padding; null where it is not the one way to write some bytes. */
export function fromBase64(text) {
  if (typeof text !== 'string' || text.length > 1000) return null;
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (c) => c.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

/** Lower-case hexadecimal. */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Text of UTF-8 bytes; null where they are none. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Fingerprint of some bytes: 16 letters without hyphens. */
export function fingerprint(bytes) {
  return toBase32(sha256(bytes).subarray(0, 10));
}

/** 16 letters in four groups, as they are read aloud. */
export function grouped(letters) {
  return letters.match(/.{1,4}/g)?.join('-') ?? '';
}

/** What somebody typed, without case, spaces and hyphens. */
export function bare(typed) {
  return typed.replace(/[\s\u00a0\u2010-\u2015-]+/g, '').toUpperCase();
}
