// Everything that a record says, checked. Each finding is {mark, key, values}: words.js has the sentences.
//
// A mark is 'yes', 'no', 'open' (cannot be known here) or 'note' (said, but no check).

import { hashes, verify } from '../vendor/noble-ed25519/index.js';
import { sha256, sha512 } from '../vendor/noble-hashes/sha2.js';
import { bare, fingerprint, fromBase64, fromUtf8, grouped, joined, same, toHex, utf8 } from './bytes.js';
import { canonical, NotCanonical } from './canonical.js';

hashes.sha512 = sha512;

const finding = (mark, key, values = {}) => ({ mark, key, values });
export { finding };

/** Whether an Ed25519 signature holds; false for anything that is no signature at all. */
export function holds(key, message, signature) {
  try {
    return key.length === 32 && signature.length === 64 && verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** JSON of untrusted bytes; undefined where it is none. */
export function parsedJson(bytes) {
  const text = fromUtf8(bytes);
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The canonical form of a value as bytes; null where it has none. */
export function canonicalBytes(value) {
  try {
    return utf8(canonical(value));
  } catch (problem) {
    if (problem instanceof NotCanonical || problem instanceof RangeError) return null;
    throw problem;
  }
}

// --- reading values that nobody has checked ----------------------------------------------------------------

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const list = (value) => (Array.isArray(value) ? value : []);
export const objects = (value) => list(value).filter(isObject);
export const names = (value) => list(value).filter((name) => typeof name === 'string');
export const text = (value) => (typeof value === 'string' ? value : '');
const member = (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
const counted = (value) => Number.isSafeInteger(value) && value >= 0;

// --- the record as a file ----------------------------------------------------------------------------------

/**
 * A record from the bytes of record.json.
 *
 * @returns {{body: Uint8Array, public: Uint8Array, signature: Uint8Array, exact: boolean}|null} `exact` tells
 *   whether the file is in canonical form, byte for byte.
 */
export function fromFile(bytes) {
  const value = parsedJson(bytes);
  if (!isObject(value) || !isObject(value.signature)) return null;
  const { signature, ...rest } = value;
  const body = canonicalBytes(rest);
  const whole = canonicalBytes(value);
  if (body === null) return { body: bytes, public: new Uint8Array(), signature: new Uint8Array(), exact: false };
  return {
    body,
    public: fromBase64(signature.public) ?? new Uint8Array(),
    signature: fromBase64(signature.value) ?? new Uint8Array(),
    exact: whole !== null && same(joined(whole, utf8('\n')), bytes),
  };
}

/** The bytes of record.json: the body with the signature put back in. */
export function toFile(record) {
  const value = parsedJson(record.body);
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  return utf8(canonical({ ...value, signature: { public: base64(record.public), value: base64(record.signature) } }) + '\n');
}

// --- signature, key, form ----------------------------------------------------------------------------------

/**
 * Origin of a record: form, signature, key, and the line of ink it is compared with.
 *
 * @param {object} record body, public, signature, exact.
 * @param {object} value the parsed body.
 * @param {string} typed what stands in the signed minutes, as somebody typed it.
 */
export function origin(record, value, typed) {
  const said = [];
  const key = fingerprint(record.public);
  const whole = isObject(value) ? canonicalBytes(value) : null;
  const form = record.exact !== false && whole !== null && same(whole, record.body);
  said.push(finding(form ? 'yes' : 'no', form ? 'form.good' : 'form.bad'));
  const known = member(value, 'format') === 'emulation-bloc-record' && member(value, 'version') === 2;
  if (!known) said.push(finding('no', 'version.bad', { format: shown(member(value, 'format')), version: shown(member(value, 'version')) }));
  const signed = holds(record.public, record.body, record.signature);
  said.push(finding(signed ? 'yes' : 'no', signed ? 'signature.good' : 'signature.bad'));
  const named = bare(text(member(member(value, 'conference'), 'key')));
  const own = !signed ? ['note', 'key.named'] : named === key ? ['yes', 'key.own'] : ['no', 'key.other'];
  said.push(finding(...own, { key: grouped(key), named: grouped(named) }));
  if (!signed && named !== key) said.push(finding('no', 'key.other', { key: grouped(key), named: grouped(named) }));
  said.push(anchor(typed, key, fingerprint(record.body), signed));
  return said;
}

/** The comparison with what was typed from the signed minutes; a key proves nothing where its signature fails. */
function anchor(typed, key, id, signed) {
  const wanted = bare(typed);
  if (wanted === '') return finding('open', 'anchor.none', { key: grouped(key) });
  if (!/^[A-Z2-7]{16}$/.test(wanted)) return finding('open', 'anchor.unfinished', { typed: typed.trim() });
  if (wanted === id) return finding('yes', 'anchor.record');
  if (wanted === key) return finding(signed ? 'yes' : 'no', signed ? 'anchor.key' : 'anchor.unsigned');
  return finding('no', 'anchor.other', { typed: grouped(wanted), key: grouped(key) });
}

function shown(value) {
  return value === undefined ? '–' : JSON.stringify(value).slice(0, 60);
}

// --- rounds ------------------------------------------------------------------------------------------------

/** Votes as a share in per cent with two decimals, rounded half up: `66,67`; null where the size is 0. */
export function percent(votes, size) {
  if (size === 0) return null;
  const hundredths = (BigInt(votes) * 20000n + BigInt(size)) / (2n * BigInt(size));
  return `${hundredths / 100n},${String(hundredths % 100n).padStart(2, '0')}`;
}

/** Whether so many votes of so many pass a threshold `"1/2"`; null where the rule cannot be read. */
export function passes(votes, size, threshold, comparison) {
  const found = /^(\d{1,9})\/([1-9]\d{0,8})$/.exec(threshold);
  if (found === null || (comparison !== '>' && comparison !== '>=')) return null;
  const [left, right] = [BigInt(votes) * BigInt(found[2]), BigInt(found[1]) * BigInt(size)];
  return size > 0 && (comparison === '>' ? left > right : left >= right);
}

const SIZES = {
  members: (row) => row.members,
  present: (row) => row.present + row.written,
  issued: (row) => row.issued + row.written,
  collected: (row) => row.collected + row.written,
  valid: (row) => row.valid,
};

/** Name of a round's award, and the rule it was held by. */
export function awardOf(value, row) {
  return objects(member(member(value, 'rules'), 'awards')).find((award) => award.code === row.award);
}

/** Everything about one round. */
export function round(value, row, key) {
  const award = awardOf(value, row);
  if (row.state === 'void') return [finding('note', 'round.void', { reason: text(row.reason) })];
  const said = [];
  if (award === undefined) said.push(finding('no', 'round.rule'));
  if (row.method === 'open' || row.rests_on === 'hands') return [...said, ...openRound(value, row)];
  said.push(...numbers(row));
  const sound = !said.some(({ mark }) => mark === 'no');
  if (sound) said.push(...lines(row, award), ...outcome(row));
  said.push(...ground(row, key));
  return said;
}

function openRound(value, row) {
  const hands = objects(value.hands).find((show) => show.id === row.hands && Number.isSafeInteger(row.hands));
  const good = hands !== undefined && hands.adopted === true && names(row.proposed).every((name) => list(row.nominees).includes(name));
  const said = [finding(good ? 'yes' : 'no', good ? 'round.open' : 'round.open.bad', { agree: hands?.agree ?? '–', present: hands?.present ?? '–' })];
  if (names(row.proposed).length > row.seats) said.push(finding('no', 'round.seats', { seats: shown(row.seats), n: row.proposed.length }));
  return [...said, finding('open', 'ground.hands')];
}

function numbers(row) {
  const wanted = ['members', 'present', 'seats', 'issued', 'collected', 'written', 'valid', 'invalid', 'blank'];
  const strange = wanted.filter((name) => !counted(row[name]));
  const wrong = objects(row.lines).filter(
    (line) => typeof line.name !== 'string' || !counted(line.votes) || !(line.against === null || counted(line.against)),
  );
  if (strange.length > 0 || wrong.length > 0 || !Array.isArray(row.lines) || objects(row.lines).length !== row.lines.length) {
    return [finding('no', 'round.numbers', { names: [...strange, ...wrong.map((line) => shown(line.name))].join(', ') })];
  }
  const said = [];
  const balanced = row.collected + row.written === row.valid + row.invalid;
  said.push(finding(balanced ? 'yes' : 'no', balanced ? 'round.sum' : 'round.sum.bad', row));
  if (row.collected > row.issued) said.push(finding('no', 'round.more', row));
  if (row.collected > row.present) said.push(finding('no', 'round.present', row));
  if (row.blank > row.valid + row.invalid) said.push(finding('no', 'round.blank', row));
  return said;
}

function lines(row, award) {
  const said = [];
  const written = row.lines.map((line) => line.name);
  const ballot = names(row.nominees).filter((name) => !list(row.struck).includes(name));
  if (new Set(written).size !== written.length || !alike(written, ballot)) said.push(finding('no', 'round.list'));
  const size = SIZES[award.base]?.(row);
  if (size === undefined || passes(0, 1, text(award.threshold), award.comparison) === null) {
    return [...said, finding('no', 'round.threshold', { threshold: shown(award.threshold), base: shown(award.base) })];
  }
  for (const line of row.lines) {
    const name = line.name;
    if (line.votes + (line.against ?? 0) > row.valid) said.push(finding('no', 'line.more', { name, votes: line.votes, valid: row.valid }));
    const [share, per] = size === 0 ? [null, null] : [`${line.votes}/${size}`, percent(line.votes, size)];
    if (line.share !== share || line.percent !== per) {
      said.push(finding('no', 'line.share', { name, stated: stated(line.share, line.percent), right: stated(share, per) }));
    }
    const right = passes(line.votes, size, award.threshold, award.comparison);
    if (line.passes !== right) said.push(finding('no', right ? 'line.passes' : 'line.fails', { name, share: `${line.votes}/${size}` }));
  }
  if (said.length === 0) said.push(finding('yes', 'round.lines', { n: row.lines.length, threshold: award.threshold, base: { word: 'base.' + award.base }, comparison: { word: 'comparison.' + award.comparison } }));
  return said;
}

function outcome(row) {
  const said = [];
  const passing = row.lines.filter((line) => line.passes === true).sort((a, b) => b.votes - a.votes);
  const full = passing.length > row.seats;
  const cut = full && row.seats > 0 && passing[row.seats - 1].votes === passing[row.seats].votes ? passing[row.seats].votes : null;
  const right = passing.filter((line, place) => (cut === null ? place < row.seats : line.votes > cut)).map((line) => line.name);
  const level = cut === null ? [] : passing.filter((line) => line.votes === cut).map((line) => line.name);
  const elected = names(row.elected);
  if (!alike(elected, right) || !alike(names(row.tied), level)) {
    said.push(finding('no', 'elected.bad', { stated: listed(elected), right: listed(right), level: listed(level) }));
  }
  if (elected.length > row.seats) said.push(finding('no', 'round.seats', { seats: row.seats, n: elected.length }));
  const proposed = names(row.proposed);
  for (const name of proposed) {
    if (!list(row.nominees).includes(name) || list(row.struck).includes(name)) said.push(finding('no', 'proposed.stranger', { name }));
  }
  if (proposed.length > row.seats) said.push(finding('no', 'round.seats', { seats: row.seats, n: proposed.length }));
  if (said.length === 0) said.push(finding('yes', 'round.elected', { n: elected.length, seats: row.seats }));
  const other = proposed.filter((name) => !elected.includes(name));
  if (other.length > 0) said.push(finding('open', 'proposed.decided', { names: other.join(', '), decision: text(row.decision) }));
  return said;
}

function stated(share, per) {
  return share === null && per === null ? '–' : `${share}, ${per}%`;
}

function alike(some, others) {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}

function listed(some) {
  return some.length > 0 ? some.join(', ') : '–';
}

/** What a round rests on, and what the signature then proves. */
function ground(row, key) {
  const said = [];
  if (row.rests_on === 'box' || row.statement || row.plate) {
    const signed = statement(row, key);
    said.push(finding(signed ? 'yes' : 'no', signed ? 'statement.good' : row.statement ? 'statement.bad' : 'statement.none'));
    said.push(...plate(row));
    if (row.rests_on !== 'box') said.push(finding('no', 'ground.strange', { ground: shown(row.rests_on) }));
    else if (signed) said.push(finding('open', 'ground.box', { code: text(row.code), closing: text(row.closing_code) }));
  } else if (row.rests_on === 'paper') said.push(finding('open', 'ground.paper'));
  else said.push(finding('no', 'ground.strange', { ground: shown(row.rests_on) }));
  return said;
}

/** Public key of the statement, where its signature over the round's values holds; otherwise null. */
function statement(row, key) {
  const [publicText, signatureText, ...more] = text(row.statement).split(':');
  const [publicKey, signature] = [fromBase64(publicText), fromBase64(signatureText)];
  if (!publicKey || !signature || more.length > 0) return null;
  const told = {
    award: row.award,
    box: row.box,
    closing_code: row.closing_code,
    code: row.code,
    collected: row.collected,
    conference: key,
    invalid: row.invalid,
    issued: row.issued,
    lines: objects(row.lines).map((line) => ({ against: line.against, for: line.votes, name: line.name })),
    round: row.number,
    valid: row.valid,
    written: row.written,
  };
  if (names(row.struck).length > 0) told.struck = row.struck;
  const message = Object.values(told).includes(undefined) ? null : canonicalBytes(told);
  return message !== null && holds(publicKey, message, signature) ? publicKey : null;
}

function plate(row) {
  if (!isObject(row.plate)) return [finding('no', 'plate.none')];
  const said = [];
  const publicKey = fromBase64(text(row.statement).split(':')[0]);
  if (!publicKey || toHex(publicKey) !== row.plate.sign) said.push(finding('no', 'plate.key'));
  if (row.plate.box !== row.box) said.push(finding('no', 'plate.box', { box: shown(row.box), other: shown(row.plate.box) }));
  const code = sealCode(row.plate);
  if (code === null || code !== row.code) said.push(finding('no', 'plate.code', { code: shown(row.code), right: code ?? '–' }));
  if (said.length === 0) said.push(finding('yes', 'plate.good', { code }));
  return said;
}

/** The mã niêm phong of a plate: sixteen digits in four groups. */
export function sealCode(value) {
  const plain = canonicalBytes(value);
  if (plain === null) return null;
  const number = BigInt('0x' + toHex(sha256(joined(utf8('box sealed\n'), plain)))) % 10n ** 16n;
  return String(number).padStart(16, '0').match(/.{4}/g).join(' ');
}

// --- what the room decided ---------------------------------------------------------------------------------

/** Shows of hands, attendance, proposals, withdrawals. */
export function decisions(value) {
  return [...attendance(value), ...hands(value), ...proposals(value), ...handover(value)];
}

function attendance(value) {
  const { members, ...parts } = isObject(value.attendance) ? value.attendance : {};
  const all = Object.values(parts);
  if (!counted(members) || !all.every(counted)) return [finding('no', 'attendance.bad')];
  const good = all.reduce((sum, n) => sum + n, 0) === members;
  return [finding(good ? 'yes' : 'no', good ? 'attendance.good' : 'attendance.bad', { members, present: (parts.present ?? 0) + (parts.late ?? 0) })];
}

function hands(value) {
  const shows = objects(value.hands);
  const wrong = shows.filter((show) => {
    const { agree, disagree, other, present } = show;
    if (![agree, disagree, other, present].every(counted)) return true;
    return agree + disagree + other !== present || show.adopted !== 2 * agree > present;
  });
  if (wrong.length > 0) return wrong.slice(0, 20).map((show) => finding('no', 'hands.bad', { subject: text(show.subject) }));
  return shows.length > 0 ? [finding('yes', 'hands.good', { n: shows.length })] : [];
}

function proposals(value) {
  const said = [];
  let n = 0;
  for (const proposal of objects(value.proposals)) {
    const rounds = objects(value.rounds).filter((row) => row.award === proposal.award && row.state === 'announced' && row.settled === true);
    const settled = new Set(rounds.flatMap((row) => names(row.proposed)));
    const withdrawn = new Set(objects(value.withdrawn).filter((row) => row.award === proposal.award).map((row) => row.name));
    const named = names(proposal.nominees);
    n += named.length;
    for (const name of named) if (!settled.has(name)) said.push(finding('no', 'proposal.stranger', { name, award: text(proposal.name) }));
    for (const name of settled) {
      if (!named.includes(name)) said.push(finding(withdrawn.has(name) ? 'note' : 'open', withdrawn.has(name) ? 'proposal.withdrawn' : 'proposal.left', { name, award: text(proposal.name) }));
    }
    const seats = awardOf(value, proposal)?.seats;
    if (named.length > seats || new Set(named).size !== named.length) said.push(finding('no', 'proposal.seats', { award: text(proposal.name), n: named.length, seats: shown(seats) }));
  }
  if (!said.some(({ mark }) => mark === 'no')) said.push(finding('yes', 'proposal.good', { n }));
  return said;
}

function handover(value) {
  const given = isObject(value.handover) ? value.handover : {};
  const codes = objects(value.units).map((unit) => unit.code);
  const strange = [given.leader, given.deputy].filter((code) => code !== null && code !== undefined && !codes.includes(code));
  if (strange.length > 0) return [finding('no', 'handover.bad', { names: strange.map(shown).join(', ') })];
  return [];
}

// --- papers and the audit trail ----------------------------------------------------------------------------

/** Each paper of the record against the files that were given; what a sound manifest lists is no stranger. */
export function papers(value, files, listed = new Map()) {
  const said = [];
  const known = objects(value.papers);
  for (const file of files) {
    const byHash = known.find((paper) => paper.sha256 === file.hash);
    const byName = known.find((paper) => paper.file === file.name);
    if (byHash) said.push(finding('yes', 'paper.good', { file: file.name, name: text(byHash.name) }));
    else if (byName) said.push(finding('no', 'paper.bad', { file: file.name, name: text(byName.name) }));
    else if (listed.get(file.name) === file.hash) continue;
    else if (/to-xac-thuc/i.test(file.name)) said.push(finding('note', 'paper.sheet', { file: file.name }));
    else said.push(finding('open', 'paper.unknown', { file: file.name }));
  }
  const given = known.filter((paper) => files.some((file) => file.hash === paper.sha256)).length;
  if (given < known.length) said.push(finding('open', 'paper.rest', { n: known.length - given, all: known.length }));
  return said;
}

/** Name -> hash of every file that a manifest lists. */
export function listedIn(bytes) {
  const value = parsedJson(bytes);
  return new Map(objects(value?.files).slice(0, 2000).map((file) => [file.name, file.sha256]));
}

/** manifest.json: its signature by the key that signed the record, and each file that was given against it. */
export function manifest(bytes, seal, key, files) {
  if (seal === null) return [finding('open', 'manifest.unsigned')];
  const [own, signature] = [fromBase64(seal.public), fromBase64(seal.signature)];
  if (!own || !signature || !same(own, key) || !holds(key, bytes, signature)) return [finding('no', 'manifest.bad')];
  const listed = listedIn(bytes);
  const there = files.filter((file) => listed.has(file.name));
  const wrong = there.filter((file) => listed.get(file.name) !== file.hash);
  const said = wrong.map((file) => finding('no', 'manifest.file', { file: file.name }));
  return [finding('yes', 'manifest.good', { n: there.length - wrong.length, all: listed.size }), ...said];
}

/** The audit trail of events.json against the record. */
export function trail(value, file) {
  const events = objects(file.events);
  const start = sha256(utf8('emulation-bloc-console events 1'));
  let before = toHex(start);
  if (file.origin !== before) return [finding('no', 'trail.origin')];
  let kept = 0;
  for (const [at, event] of events.entries()) {
    if (event.seq !== at + 1) return [finding('no', 'trail.order', { n: at + 1 })];
    let seal = event.seal;
    if ('detail' in event || 'kind' in event) {
      const told = {};
      for (const name of ['at', 'detail', 'final', 'kind', 'rows', 'salt', 'seq', 'stage', 'undoes']) told[name] = event[name];
      const plain = Object.values(told).includes(undefined) ? null : canonicalBytes(told);
      seal = plain === null ? '' : toHex(sha256(plain));
      if (event.seal !== undefined && event.seal !== seal) seal = '';
    } else kept += 1;
    before = toHex(sha256(utf8(before + seal)));
    if (event.link !== before) return [finding('no', 'trail.broken', { n: at + 1 })];
  }
  if (file.head !== before) return [finding('no', 'trail.head')];
  const said = [finding('yes', 'trail.good', { n: events.length })];
  const same = value.trail?.head === before && value.trail?.events === events.length;
  said.push(finding(same ? 'yes' : 'no', same ? 'trail.same' : 'trail.other'));
  if (kept > 0) said.push(finding('note', 'trail.kept', { n: kept }));
  return said;
}

/** A summary's last word is the fingerprint of its record. */
export function summary(told, id) {
  const last = told.trim().split(/\s+/).at(-1);
  return finding(last === id ? 'yes' : 'no', last === id ? 'summary.good' : 'summary.bad', { text: told });
}
