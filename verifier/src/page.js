// The page: what was given, what stands on it, and nothing that leaves it.

import { sha256 } from '../vendor/noble-hashes/sha2.js';
import { bare, fingerprint, fromUtf8, grouped, toHex } from './bytes.js';
import * as checks from './checks.js';
import { candidates, Shelf } from './codes.js';
import { pictureTexts, stopReading } from './pictures.js';
import { element, outcome } from './outcome.js';
import { say } from './words.js';

const MB = 1024 * 1024;

/** A text, code or record may be so large; a record has some tens of thousands of bytes. */
const LARGEST_TEXT = 8 * MB;
const LARGEST_PAPER = 64 * MB;

/** Signed records that are kept at a time. */
const RECORDS = 20;

/** An array in a record that is longer belongs to no conference. */
const LONGEST_LIST = 2000;
const MOST_ROUNDS = 200;
const SHOWN = 300;

const finding = checks.finding;
const by = (id) => document.getElementById(id);

let language = 'vi';
let given;
let queue = Promise.resolve();

function empty() {
  return { shelf: new Shelf(), records: [], trails: [], files: [], hashed: [], manifest: null, seal: null, summaries: [], log: [], chosen: null };
}

// --- taking what is given ----------------------------------------------------------------------------------

function log(mark, key, values) {
  given.log.push(finding(mark, key, values));
  if (given.log.length > SHOWN) given.log.shift();
}

/** Take files one after another; the page shows each as soon as it is read. */
function takeFiles(files) {
  const mine = given;
  for (const file of files) {
    queue = queue.then(async () => {
      if (mine !== given) return;
      status('reading.file', { file: file.name });
      by('progress').hidden = false;
      try {
        await takeFile(file, mine);
      } catch {
        if (mine === given) log('no', 'problem.read', { file: file.name });
      }
      if (mine === given) render();
    });
  }
  queue = queue.then(() => {
    by('progress').hidden = true;
    if (mine === given) status('reading.done');
  });
}

async function takeFile(file, mine) {
  if (file.size === 0) return log('no', 'problem.empty', { file: file.name });
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (isPicture(file, head)) return takePicture(file, mine);
  const paper = startsWith(head, '%PDF') || startsWith(head, 'PK');
  const limit = paper ? LARGEST_PAPER : LARGEST_TEXT;
  if (file.size > limit) return tooLarge(file, limit);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (mine !== given) return undefined;
  hashed(file.name, bytes);
  if (paper) return takePaper(file);
  const value = bytes.includes(0x7b) ? checks.parsedJson(bytes) : undefined;
  if (value?.format === 'emulation-bloc-events') {
    given.trails = [{ name: file.name, value }];
    return log('note', 'taken.events', { file: file.name, n: checks.objects(value.events).length });
  }
  if (value?.format === 'emulation-bloc-signature' || (Array.isArray(value?.files) && file.name.startsWith('manifest'))) {
    if (Array.isArray(value.files)) given.manifest = bytes;
    else given.seal = value;
    return log('note', 'taken.manifest', { file: file.name });
  }
  if (value?.format === 'emulation-bloc-record' || (checks.isObject(value) && value.signature)) return takeRecord(file, bytes);
  const text = fromUtf8(bytes) ?? '';
  if (text.includes('EBR1:')) return takeText(text, file.name);
  if (isSummary(text)) return takeSummary(text, file.name);
  if (value !== undefined) log('open', 'problem.record', { file: file.name });
  else if (/\.json$/i.test(file.name)) log('no', 'problem.json', { file: file.name });
  return takePaper(file);
}

function startsWith(bytes, text) {
  return Array.from(text).every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

function isPicture(file, head) {
  if (startsWith(head, '\x89PNG') || startsWith(head, '\xff\xd8\xff') || startsWith(head, 'GIF8')) return true;
  return file.type.startsWith('image/') || /\.(jpe?g|png|webp|heic|heif|avif|gif|bmp)$/i.test(file.name);
}

function tooLarge(file, limit) {
  log('no', 'problem.large', { file: file.name, size: Math.ceil(file.size / MB), limit: limit / MB });
}

/** Remember the hash of a file: a paper, or one that the manifest lists. */
function hashed(name, bytes) {
  if (given.hashed.length < SHOWN) given.hashed.push({ name, hash: toHex(sha256(bytes)) });
}

function takePaper(file) {
  const kept = given.hashed.at(-1);
  if (kept?.name === file.name && given.files.length < SHOWN) given.files.push(kept);
  log('note', 'taken.file', { file: file.name });
}

/** Whether a text looks as the summary does: QR's alphanumeric characters, a fingerprint as the last word. */
function isSummary(text) {
  return /^[0-9A-Z $%*+\-./:]{16,90}$/.test(text.trim()) && /(^| )[A-Z2-7]{16}$/.test(text.trim());
}

function takeSummary(text, name) {
  if (given.summaries.length < 20 && !given.summaries.includes(text.trim())) given.summaries.push(text.trim());
  log('note', 'taken.summary', { file: name });
}

function takeRecord(file, bytes) {
  const record = checks.fromFile(bytes);
  if (record === null) return log('no', 'problem.record', { file: file.name });
  const id = fingerprint(record.body);
  if (given.records.length >= RECORDS) return log('no', 'problem.records', { file: file.name });
  given.records.push({ ...record, id, name: file.name });
  return log('note', 'taken.record', { file: file.name });
}

/** Codes in a text, each once. */
function takeText(text, name) {
  let n = 0;
  for (const code of candidates(text)) if (given.shelf.add(code)) n += 1;
  log(n > 0 ? 'note' : 'no', 'taken.text', { file: name, n });
}

async function takePicture(file, mine) {
  if (file.size > LARGEST_PAPER) return tooLarge(file, LARGEST_PAPER);
  const progress = (done, of, found) => {
    if (mine === given) status('reading.picture', { file: file.name, done, of, found });
  };
  let texts;
  try {
    texts = await pictureTexts(file, progress);
  } catch (problem) {
    if (mine === given) log('no', 'problem.picture.' + (problem.reason ?? 'damaged'), { file: file.name });
    return undefined;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (mine !== given) return undefined;
  hashed(file.name, bytes);
  const codes = texts.filter((text) => text.startsWith('EBR1:'));
  for (const code of codes) given.shelf.add(code.trim());
  const rest = texts.filter(isSummary);
  for (const text of rest) takeSummary(text, file.name);
  if (texts.length === 0) return log('open', 'problem.picture.none', { file: file.name });
  if (codes.length + rest.length === 0) return log('open', 'problem.picture.others', { file: file.name, n: texts.length });
  if (codes.length === 0) return undefined;
  return log('note', 'taken.picture', { file: file.name, n: codes.length });
}

// --- what is checked ---------------------------------------------------------------------------------------

/** Every record that was given: rows of codes and files. One record given both ways is one subject. */
function subjects() {
  const all = [];
  for (const row of given.shelf.rows.values()) {
    const other = all.find((subject) => subject.id === row.id);
    if (!other) all.push({ key: 'codes:' + row.key, id: row.id, row, file: null });
    else if (better(row, other.row)) other.row = row;
  }
  for (const [number, record] of given.records.entries()) {
    const same = all.find((subject) => subject.id === record.id && record.id !== '');
    if (same) same.file ??= record;
    else all.push({ key: 'file:' + number, id: record.id, row: null, file: record });
  }
  return all;
}

function better(row, other) {
  const worth = ({ result, have, n }) => (result.state === 'whole' ? 2 : 0) + have / n;
  return worth(row) > worth(other);
}

function subjectOf(all) {
  const value = (subject) => (subject.file ? 2 : 0) + (subject.row?.result.state === 'whole' ? 3 : 0) + (subject.row ? subject.row.have / 1000 : 0);
  return all.find((subject) => subject.key === given.chosen) ?? [...all].sort((a, b) => value(b) - value(a))[0] ?? null;
}

/** The record of a subject: from its file, or from its codes; null while there is none. */
function recordOf({ row, file }) {
  if (row?.result.state === 'whole' && (!file || !checks.holds(file.public, file.body, file.signature))) return { ...row.result, exact: true };
  return file;
}

function tooLong(value, depth = 0) {
  if (depth > 64) return true;
  if (Array.isArray(value)) return value.length > LONGEST_LIST || value.some((item) => tooLong(item, depth + 1));
  return checks.isObject(value) && Object.values(value).some((item) => tooLong(item, depth + 1));
}

/** All findings on a subject, in groups; the value is that of a record whose content may be shown. */
function examined(subject, all) {
  const groups = [];
  const record = recordOf(subject);
  const fromCodes = codeFindings(subject, all);
  if (record === null) return { groups: [{ key: 'group.codes', said: fromCodes }], value: null, record };
  const value = checks.parsedJson(record.body);
  groups.push({ key: 'group.origin', said: checks.origin(record, value, by('key').value) });
  groups.push({ key: 'group.codes', said: [...fromCodes, ...given.summaries.map((text) => checks.summary(text, fingerprint(record.body)))] });
  const sane = checks.isObject(value) && checks.isObject(value.conference) && Array.isArray(value.rounds) && value.rounds.length <= MOST_ROUNDS && !tooLong(value);
  if (!sane) {
    groups[0].said.push(finding('no', 'shape.bad'));
    return { groups, value: null, record };
  }
  try {
    const key = grouped(fingerprint(record.public));
    for (const row of checks.objects(value.rounds)) {
      const award = checks.text(checks.awardOf(value, row)?.name) || checks.text(row.award);
      groups.push({ key: 'group.round', values: { award, n: row.number }, said: checks.round(value, row, key) });
    }
    groups.push({ key: 'group.decisions', said: checks.decisions(value) });
    const list = given.manifest ? checks.manifest(given.manifest, given.seal, record.public, given.hashed) : [];
    const listed = list[0]?.mark === 'yes' ? checks.listedIn(given.manifest) : new Map();
    groups.push({ key: 'group.papers', said: [...checks.papers(value, given.files, listed), ...list, ...given.trails.flatMap((trail) => checks.trail(value, trail.value))] });
  } catch {
    groups[0].said.push(finding('no', 'shape.bad'));
  }
  return { groups, value, record };
}

function codeFindings({ id, row, file }, all) {
  const said = [];
  if (row) {
    const { state, missing, divergent, changed } = row.result;
    const codes = (places) => ({ codes: { codes: { places, n: row.n } } });
    if (state === 'whole' && changed.length === 0 && divergent.length === 0) said.push(finding('yes', 'codes.fit', { n: row.have }));
    if (state === 'whole' && changed.length > 0) said.push(finding('no', 'codes.changed', codes(changed)));
    if (divergent.length > 0) said.push(finding('no', 'codes.divergent', codes(divergent)));
    if (missing.length > 0) said.push(finding('note', state === 'whole' ? 'codes.missing' : 'codes.lacking', codes(missing)));
    if (row.doubled.size > 0) said.push(finding('note', 'codes.doubled', codes([...row.doubled].sort((a, b) => a - b))));
  }
  if (given.shelf.damaged > 0) said.push(finding('no', 'codes.damaged', { n: given.shelf.damaged }));
  if (given.shelf.full) said.push(finding('note', 'codes.full'));
  if (row && file) said.push(finding('yes', 'file.same', { file: file.name }));
  for (const other of all) {
    if (other.id === id) continue;
    if (other.row) said.push(finding('note', 'codes.foreign', { id: grouped(other.id), have: other.row.have, all: other.row.total }));
    if (other.file && row) said.push(finding('no', 'file.other', { file: other.file.name }));
    else if (other.row && file && !row) said.push(finding('no', 'file.other', { file: file.name }));
  }
  return said;
}

// --- showing it --------------------------------------------------------------------------------------------

const told = (key, values) => say(language, key, values);

function status(key, values) {
  by('status').textContent = key ? told(key, values) : '';
}

const GLYPHS = { yes: '✓', no: '✗', open: '?', note: '·' };

function findings(said) {
  const items = said.slice(0, SHOWN).map(({ mark, key, values }) =>
    element('li', { class: mark, 'data-key': key }, [
      element('span', { class: 'mark ' + mark, 'aria-hidden': 'true' }, GLYPHS[mark]),
      element('span', {}, [element('span', { class: 'hidden' }, told('mark.' + mark) + ': '), told(key, values)]),
    ]),
  );
  if (said.length > SHOWN) items.push(element('li', {}, ['', told('outcome.more', { n: said.length - SHOWN })]));
  return element('ul', { class: 'findings' }, items);
}

function render() {
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = told(node.dataset.word);
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', told(node.dataset.label));
  document.documentElement.lang = language;
  document.title = told('page.title');
  for (const id of ['vi', 'en']) by(id).setAttribute('aria-pressed', String(id === language));
  const all = subjects();
  const subject = subjectOf(all);
  renderGiven();
  renderRecords(all, subject);
  renderTiles(subject?.row ?? null);
  renderResult(subject, all);
}

/** What was given: what went wrong in full view, the rest behind a line that counts it. */
function renderGiven() {
  const [quiet, wrong] = [given.log.filter(({ mark }) => mark === 'note'), given.log.filter(({ mark }) => mark !== 'note')];
  const open = by('given').querySelector('details')?.open ?? false;
  const list = element('details', open ? { open: '' } : {}, [element('summary', {}, told('list.given', { n: quiet.length })), findings(quiet)]);
  by('given').replaceChildren(...(wrong.length > 0 ? [findings(wrong)] : []), ...(quiet.length > 0 ? [list] : []));
}

function renderRecords(all, subject) {
  by('which').hidden = all.length < 2;
  by('records').replaceChildren(
    ...all.map((one) => {
      const from = one.row ? told('which.codes', { have: one.row.have, all: one.row.total }) : told('which.file', { file: one.file.name });
      const take = element('button', { type: 'button' }, told('which.take'));
      take.addEventListener('click', () => {
        given.chosen = one.key;
        render();
        by('result').focus();
      });
      const name = `${grouped(one.id)} (${from}) `;
      return element('li', {}, [name, one === subject ? element('strong', {}, told('which.taken')) : take]);
    }),
  );
}

function renderTiles(row) {
  by('codes').hidden = row === null;
  if (row === null) return;
  const two = (number) => String(number).padStart(2, '0');
  by('have').textContent = told('codes.have', { have: two(row.have), all: two(row.total) });
  const note = `${told('codes.id', { id: grouped(row.id) })}. ${told('codes.needed', { least: row.n, all: row.total })}`;
  by('have').append(element('span', { class: 'hidden' }, '. '), element('br'), element('small', {}, note));
  const signs = { there: '✓', filled: '+', missing: '·', changed: '✗', divergent: '≠' };
  by('tiles').replaceChildren(
    ...row.result.tiles.map((state, place) =>
      element('li', { class: state }, [
        (place < row.n ? two(place + 1) : 'P' + two(place - row.n + 1)) + ' ',
        element('span', { 'aria-hidden': 'true' }, signs[state]),
        element('span', { class: 'hidden' }, told('tile.' + state)),
      ]),
    ),
  );
}

function renderResult(subject, all) {
  const saying = by('key-told');
  saying.textContent = '';
  by('outcome').hidden = true;
  if (subject === null) {
    by('verdict').replaceChildren(element('p', {}, told('result.none')));
    by('checks').replaceChildren();
    const typed = by('key').value.trim();
    if (bare(typed) !== '' && !/^[A-Z2-7]{16}$/.test(bare(typed))) saying.textContent = told('anchor.unfinished', { typed });
    return;
  }
  const { groups, value, record } = examined(subject, all);
  const flat = groups.flatMap((group) => group.said);
  const anchor = flat.find((one) => one.key.startsWith('anchor.'));
  if (anchor && anchor.key !== 'anchor.none') saying.textContent = told(anchor.key, anchor.values);
  by('verdict').replaceChildren(...loud(value), verdict(subject, record, flat, anchor));
  by('checks').replaceChildren(
    ...groups
      .filter((group) => group.said.length > 0)
      .map((group) => groupOf(group)),
  );
  if (value === null) return;
  const sound = !flat.some((one) => one.mark === 'no' && !one.key.startsWith('codes.'));
  const save = subject.row?.result.state === 'whole' ? () => saveFile(subject.row.result) : null;
  by('outcome').hidden = false;
  by('content').replaceChildren(...loud(value), ...outcome(value, told, sound, save));
}

/** A group of checks: open where something is wrong or for people to compare, else a line that counts them. */
function groupOf({ key, values, said }) {
  const worst = ['no', 'open'].find((mark) => said.some((one) => one.mark === mark)) ?? 'yes';
  const counts = ['yes', 'no', 'open']
    .map((mark) => [mark, said.filter((one) => one.mark === mark).length])
    .filter(([, n]) => n > 0)
    .map(([mark, n]) => element('span', { class: 'count ' + mark }, [`${n} ${GLYPHS[mark]}`, element('span', { class: 'hidden' }, ' ' + told('mark.' + mark))]));
  const title = element('summary', {}, [element('h3', {}, told(key, values)), ...counts]);
  return element('details', { class: 'group', ...(worst === 'yes' ? {} : { open: '' }) }, [title, findings(said)]);
}

function loud(value) {
  const signs = ['rehearsal', 'sample'].filter((name) => value?.conference?.[name] !== false && value !== null);
  if (signs.length === 0) return [];
  const words = element('strong', {}, signs.map((name) => told(name)).join(' – '));
  return [element('p', { class: 'loud' }, [words, signs.map((name) => told(name + '.why')).join(' ')])];
}

function verdict(subject, record, flat, anchor) {
  const box = (mark, title, why) =>
    element('div', { class: 'verdict ' + mark, 'data-key': title ?? '' }, [
      ...(title ? [element('p', { class: 'big' }, `${GLYPHS[mark]} ${told(title)}`)] : []),
      ...why.map((sentence) => element('p', {}, sentence)),
    ]);
  if (record === null) {
    const { row } = subject;
    return box(row.result.state === 'few' ? 'open' : 'no', null, [told('result.' + row.result.state, { have: row.have, all: row.total, least: row.n })]);
  }
  const wrong = flat.filter((one) => one.mark === 'no' && !one.key.startsWith('codes.'));
  const tampered = flat.some((one) => ['codes.changed', 'codes.divergent'].includes(one.key)) ? [told('verdict.codes')] : [];
  if (wrong.length > 0) return box('no', 'verdict.no', [told('verdict.no.why', { n: wrong.length })]);
  if (anchor?.mark === 'yes') return box('yes', 'verdict.yes', [told(anchor.key === 'anchor.record' ? 'anchor.record' : 'verdict.yes.why'), ...tampered]);
  return box('open', 'verdict.open', [told('verdict.open.why'), ...tampered]);
}

function saveFile(record) {
  const url = URL.createObjectURL(new Blob([checks.toFile(record)], { type: 'application/json' }));
  const link = element('a', { href: url, download: 'record.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// --- hands of the person at the page -----------------------------------------------------------------------

function start() {
  given = empty();
  for (const id of ['files', 'camera']) {
    by(id).addEventListener('change', (event) => {
      takeFiles([...event.target.files]);
      event.target.value = '';
    });
  }
  for (const id of ['vi', 'en']) {
    by(id).addEventListener('click', () => {
      language = id;
      status(null);
      render();
    });
  }
  let waiting = 0;
  by('key').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(render, 250);
  });
  by('read').addEventListener('click', readTyped);
  by('clear').addEventListener('click', () => {
    given = empty();
    stopReading();
    by('text').value = by('key').value = '';
    by('progress').hidden = true;
    render();
    status('reading.cleared');
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    takeFiles(files);
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    by('drop').classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) by('drop').classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    by('drop').classList.remove('over');
    takeFiles([...(event.dataTransfer?.files ?? [])]);
  });
  render();
}

function readTyped() {
  const text = by('text').value;
  if (text.length > LARGEST_TEXT) tooLarge({ name: told('taken.pasted'), size: text.length }, LARGEST_TEXT);
  else if (text.includes('EBR1:')) takeText(text, told('taken.pasted'));
  else if (text.trim().startsWith('{')) takeFiles([new File([text.trim() + '\n'], 'record.json', { type: 'application/json' })]);
  else if (isSummary(text)) takeSummary(text, told('taken.pasted'));
  else log('no', 'problem.text', {});
  by('text').value = '';
  render();
  status('reading.done');
}

start();
