/** `verify` as text: one line a level when all is well, and else every finding with what it means. */
import { visible } from '#wording/control.js';
import { byteCount, plural } from '#wording/quantity.js';
import { plain, wrap } from '#wording/table.js';
import { damagedWords, incompleteWords, meaning, ownerWords } from '#wording/verify.js';
import type { TextOptions } from './status-text.js';
import type { FindingView, LevelView, VerifyView } from './verify.js';

/** So many of a level fill a screen; the count above them is whole, and `--json` has all. */
const atMost = 50;

export function verifyText(view: VerifyView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { runSet, results, inputs, manifest } = view;
  const head = runSet ? `${visible(runSet.experiment)}  ${visible(runSet.id)}` : 'database damaged';
  const damaged = results.findings.some(({ code }) => code === 'database/damaged');
  return [
    paint('title', head),
    ...(damaged ? damagedLines(results, options) : resultLines(view, options)),
    ...(inputs ? levelLines({ title: 'inputs', level: inputs, means: meaning.inputs }, options) : []),
    ...(manifest ? manifestLines(manifest.findings, options) : []),
    ...(view.complete || damaged ? [] : wrap(incompleteWords, options.width, 2)),
    paint(view.verified ? 'good' : 'bad', verdict(view)),
  ];
}

/** The last line answers the question by itself. */
function verdict({ verified, inputs, results, manifest }: VerifyView): string {
  if (verified) return inputs ? 'verified' : 'verified; inputs were not looked at';
  const broken = [
    ...(results.findings.length > 0 ? ['results'] : []),
    ...(inputs && inputs.findings.length > 0 ? ['inputs'] : []),
    ...(manifest && manifest.findings.length > 0 ? ['manifest'] : []),
  ];
  const onlyInputs = broken.join() === 'inputs';
  return `not verified: ${broken.join(', ')}${onlyInputs ? '; the results are intact' : ''}`;
}

function resultLines({ results }: VerifyView, options: TextOptions): readonly string[] {
  const { attempts, recomputed } = results;
  // Sessions are of attempts: figures without any are those of a table that was imported.
  const imported = attempts === 0 && recomputed > 0;
  const also = imported
    ? `figures of ${plural(recomputed, 'cell')} read again from their table`
    : `${plural(attempts, 'attempt')}, metrics of ${plural(recomputed, 'session')} computed again from their samples`;
  return levelLines({ title: 'results', level: results, also, means: meaning.results }, options);
}

interface Level {
  readonly title: string;
  readonly level: LevelView;
  /** What else was looked at. */
  readonly also?: string;
  readonly means: string;
}

function levelLines({ title, level, also, means }: Level, options: TextOptions): readonly string[] {
  const { files, bytes, findings } = level;
  const looked = `${title.padEnd(8)} ${plural(files, 'file')}, ${byteCount(bytes)}`;
  const found = findings.length === 0 ? 'as recorded' : countWords(findings);
  return [
    `${looked}: ${found}`,
    ...(also === undefined ? [] : wrap(`         ${also}`, options.width, 9)),
    ...(findings.length === 0 ? [] : [...findingLines(findings, options), ...meansLines(means, options)]),
  ];
}

function manifestLines(findings: readonly FindingView[], options: TextOptions): readonly string[] {
  if (findings.length === 0) return ['manifest the store says what the saved one says'];
  return [
    `manifest ${plural(findings.length, 'difference')} from the saved one`,
    ...findingLines(findings, options),
    ...meansLines(meaning.saved, options),
  ];
}

function damagedLines({ findings }: LevelView, options: TextOptions): readonly string[] {
  return [...findingLines(findings, options), ...meansLines(damagedWords, options)];
}

function countWords(findings: readonly FindingView[]): string {
  const files = findings.filter(({ code }) => code.startsWith('file/')).length;
  const others = findings.length - files;
  return [
    ...(files > 0 ? [`${plural(files, 'file is', 'files are')} not as recorded`] : []),
    ...(others > 0 ? [`${plural(others, 'record does', 'records do')} not agree`] : []),
  ].join(', ');
}

function findingLines(findings: readonly FindingView[], { width, paint = plain }: TextOptions): readonly string[] {
  const shown = findings.slice(0, atMost).flatMap(({ code, name, words, owner }) => {
    const whose = owner ? `${ownerWords(owner)}: ` : '';
    return [`  ${paint('bad', code)}  ${visible(name)}`, ...wrap(`      ${whose}${words}`, width, 6)];
  });
  const more = findings.length - atMost;
  return more > 0 ? [...shown, `  … and ${more} more: \`--json\` has them all`] : shown;
}

function meansLines(text: string, { width }: TextOptions): readonly string[] {
  return wrap(`  → ${text}`, width, 4);
}
