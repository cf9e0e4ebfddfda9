// What a record says, as tables that people read.

import { awardOf, isObject, list, names, objects, text } from './checks.js';
import { shortened } from './words.js';

const SHOWN = 200;

/** An element; what it holds is text or elements, never markup. */
export function element(tag, attributes = {}, inside = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...[inside].flat());
  return made;
}

/**
 * The content of a record.
 *
 * @param {object} value the record.
 * @param {(key: string, values?: object) => string} told a sentence in the language of the page.
 * @param {boolean} sound whether nothing in it failed a check.
 * @param {(() => void)|null} save saves it as a file.
 */
export function outcome(value, told, sound, save) {
  const meeting = value.conference;
  const made = [];
  made.push(vietnamese('p', { class: 'large' }, text(meeting.title)));
  made.push(vietnamese('p', {}, text(meeting.bloc)));
  made.push(element('p', {}, told('outcome.when', { date: day(text(meeting.date)), place: text(meeting.place) })));
  made.push(element('p', { class: 'verdict ' + (sound ? 'open' : 'no') }, told(sound ? 'outcome.warning' : 'outcome.unproven')));
  for (const proposal of objects(value.proposals).slice(0, SHOWN)) made.push(proposed(proposal, told));
  for (const row of objects(value.rounds)) made.push(...round(value, row, told));
  made.push(...handover(value, told));
  made.push(...papers(value, told));
  if (save !== null) {
    const button = element('button', { type: 'button' }, told('outcome.save'));
    button.addEventListener('click', save);
    made.push(button);
  }
  return made;
}

/** An element whose words come from the record, which is Vietnamese. */
function vietnamese(tag, attributes, inside) {
  return element(tag, { ...attributes, lang: 'vi' }, typeof inside === 'string' ? shortened(inside) : inside);
}

function day(date) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : date;
}

function proposed(proposal, told) {
  const all = names(proposal.nominees);
  const items = all.slice(0, SHOWN).map((name) => vietnamese('li', {}, name));
  if (all.length > SHOWN) items.push(element('li', {}, told('outcome.more', { n: all.length - SHOWN })));
  return element('div', { class: 'proposed' }, [
    element('p', {}, [told('outcome.proposed') + ': ', vietnamese('strong', {}, text(proposal.name))]),
    all.length > 0 ? element('ol', {}, items) : element('p', {}, told('outcome.nobody')),
  ]);
}

function round(value, row, told) {
  const award = awardOf(value, row);
  const values = { award: text(award?.name) || text(row.award), n: String(row.number) };
  if (row.state === 'void') return [element('h3', {}, told('outcome.void', values)), vietnamese('p', {}, text(row.reason))];
  if (row.method === 'open') return [element('h3', {}, told('outcome.hands', values)), vietnamese('p', {}, text(row.decision))];
  const rule = { comparison: { word: 'comparison.' + award?.comparison }, threshold: text(award?.threshold), base: { word: 'base.' + award?.base } };
  const heads = ['name', 'votes', 'against', 'share'];
  const head = heads.map((name) => element('th', { scope: 'col', ...(name === 'name' ? {} : { class: 'n' }) }, told('table.' + name)));
  const lines = objects(row.lines).slice(0, SHOWN).map((line) => tableLine(line, told));
  return [
    element('h3', {}, told('outcome.round', values)),
    element('p', {}, [told('outcome.numbers', row) + '. ' + told('outcome.rule', rule) + '.']),
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': told('outcome.round', values) }, [
      element('table', {}, [element('thead', {}, [element('tr', {}, head)]), element('tbody', {}, lines)]),
    ]),
    ...(text(row.decision) ? [vietnamese('p', {}, text(row.decision))] : []),
  ];
}

function tableLine(line, told) {
  const cell = (inside) => element('td', { class: 'n' }, shortened(inside));
  const share = line.percent === null ? '–' : `${text(line.share)} (${text(line.percent)}%)`;
  return element('tr', line.passes === true ? {} : { class: 'fails' }, [
    vietnamese('th', { scope: 'row' }, text(line.name)),
    cell(String(line.votes)),
    cell(line.against === null ? '–' : String(line.against)),
    element('td', { class: 'n' }, [shortened(share), element('br'), told(line.passes === true ? 'table.yes' : 'table.no')]),
  ]);
}

function handover(value, told) {
  const given = isObject(value.handover) ? value.handover : {};
  if (!given.leader) return [];
  const name = (code) => text(objects(value.units).find((unit) => unit.code === code)?.name) || '–';
  return [element('p', {}, told('outcome.leader', { leader: name(given.leader), deputy: name(given.deputy) }))];
}

function papers(value, told) {
  const all = objects(value.papers);
  if (list(all).length === 0) return [];
  const items = all.slice(0, SHOWN).map((paper) => vietnamese('li', {}, `${text(paper.name)} (${text(paper.file)})`));
  return [element('details', {}, [element('summary', {}, told('outcome.papers', { n: all.length })), element('ul', {}, items)])];
}
