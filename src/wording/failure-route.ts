/** Words for what leads nowhere: no chain of conversions, no unit, nobody who could convert. */
import type { Facts, FailureCode } from '#domain/failure.js';
import { visible } from './control.js';
import type { Words } from './described.js';
import { fact, saying, withFact } from './facts.js';
import { byHand, preparing } from './install.js';
import { shellWord } from './shell.js';

type Covered = Extract<FailureCode, `${'route' | 'builder'}/${string}`>;

const framework = (facts: Facts): string => fact(facts, 'framework', 'the framework');

export const routeWords: Readonly<Record<Covered, Words>> = {
  'route/none': (facts) => ({ headline: noRoute(facts), hint: otherSource(facts) }),
  'route/precision': (facts) => ({
    headline: `${framework(facts)} runs ${fact(facts, 'precisions', 'other precisions')} only${place(facts)}, and ${fact(facts, 'precision', 'another')} is asked for`,
    hint: 'ask for one of these, or declare the precision in the toolchain if the framework has it',
  }),
  'route/calibration': (facts) => ({
    headline: `no calibration declared for model ${fact(facts, 'model', 'of the cell')} (conversion ${fact(facts, 'conversion', 'of the route')} of ${fact(facts, 'toolchain', 'the toolchain')} needs it)`,
    hint: visible(
      `say which items it may look at: \`models: { ${fact(facts, 'model', 'MODEL')}: { calibration: { data: SET, count: 100 } } }\`, a set of \`data:\` that accuracy does not count`,
    ),
  }),
  'route/batch': (facts) => ({
    headline: `model ${fact(facts, 'model', 'of the cell')} takes ${fact(facts, 'fixed', 'another number of')} items in one inference, and a batch of ${fact(facts, 'batch', 'more')} is asked for`,
    hint: 'if its file leaves the batch open, write a name in the place of the number: `shape: [batch, …]`',
  }),
  'route/runner': (facts) => ({
    headline: `no runner of ${framework(facts)} can do this: ${demandWords(facts)}`,
    hint: `take another framework${fact(facts, 'runners', '') === '' ? '' : `, or a runner that can; asked were ${fact(facts, 'runners', '')}`}`,
  }),
  'route/unit': (facts) => ({
    headline: `${framework(facts)} computes on ${fact(facts, 'computesOn', 'other units')}, and ${fact(facts, 'device', 'the device')} has ${fact(facts, 'units', 'none of them')}${withFact(facts, 'unit', (text) => `; unit ${text} is asked for`)}`,
    hint: 'choose a device with such a unit, or another framework',
  }),
  'builder/none': (facts) => ({
    headline: `no ${withFact(facts, 'arch', (text) => `${text} `)}Linux builder${withFact(facts, 'tool', (text) => ` with ${text}`)} for conversion ${conversionOf(facts)}${withFact(facts, 'builders', (text) => ` (${text})`)}`,
    hint: 'name such a machine in the inventory: `builders: { NAME: { ssh: HOST } }`; the next run, or a resume of this one, looks again',
  }),
  'builder/missing': (facts) => ({
    headline: `no builder has ${[fact(facts, 'tool', 'the tool'), withFact(facts, 'also', (text) => text)].filter((text) => text !== '').join(', ')}, which conversion ${conversionOf(facts)} needs${saying(facts, 'said', 'text')}`,
    hint: `${howOnBuilder(facts)}; the next run, or a resume of this one, looks again`,
  }),
};

/** What of the protocol or of the levels it is that no runner can do. */
function demandWords(facts: Facts): string {
  const wanted = fact(facts, 'wanted', 'more');
  const most = withFact(facts, 'most', (text) => ` (the most is ${text})`);
  if (facts['what'] === 'batch') return `a batch of ${wanted}${most}`;
  if (facts['what'] === 'streams') return `${wanted} inferences in flight${most}`;
  return facts['what'] === 'pause'
    ? 'a pause after the warm-up (`warmup.pause`)'
    : 'measuring for a given time (`duration.target`)';
}

function place(facts: Facts): string {
  const units = withFact(facts, 'units', (text) => ` on ${text}`);
  return units === '' ? '' : `${units}${withFact(facts, 'device', (text) => ` of ${text}`)}`;
}

function conversionOf(facts: Facts): string {
  return `${fact(facts, 'conversion', 'of the route')} of ${fact(facts, 'toolchain', 'the toolchain')}`;
}

function howOnBuilder(facts: Facts): string {
  const builder = fact(facts, 'builder', 'BUILDER');
  const hand = byHand(facts);
  const install = hand === '' ? '' : visible(`install it on ${builder}: ${hand}`);
  return preparing(facts, shellWord(builder)) || install || `install it on ${builder}`;
}

/** What there is, what leads there, and what is kept for other cells. */
function noRoute(facts: Facts): string {
  const wanted = withFact(facts, 'wants', (text) => `${text} for ${framework(facts)}`);
  const goal = wanted || `what ${framework(facts)} loads${withFact(facts, 'precision', (text) => ` in ${text}`)}`;
  const from = withFact(facts, 'sources', (text) => ` from ${text}`);
  const only = withFact(facts, 'from', (text) => `; conversions lead there only from ${text}`);
  const kept = withFact(facts, 'elsewhere', (text) => `; not for this cell: ${text}`);
  return `no route to ${goal}${from}${only}${kept}`;
}

function otherSource(facts: Facts): string {
  const model = withFact(facts, 'model', (text) => ` to model ${text}`) || ' to the model';
  return fact(facts, 'from', '') === ''
    ? `add a source in that format and precision${model}, or a conversion to the toolchain`
    : `add a source in one of these forms${model}, or a conversion to the toolchain`;
}
