/** Words for failures of the work itself: runners, toolchains, sources, conversions. */
import type { FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { fact, numberFact, saying, withFact } from './facts.js';
import { howToInstall, missingTools } from './install.js';
import { byteCount, elapsed } from './quantity.js';

type Covered = Exclude<
  FailureCode,
  | `${'board' | 'attempt' | 'hook' | 'route' | 'builder' | 'environment' | 'calibration' | 'device' | 'artifact'}/${string}`
  | 'conversion/changed-answer'
>;

const seeLogs = '`orchestrate logs CELL --stderr` shows what it printed';
const askAgain = '`orchestrate resume --retry-failed` tries it again';
// Also said by `plan`, when there is nothing yet that could be resumed.
const lookedAtAgain = 'the next run, or a resume of this one, looks again';

export const workWords: Readonly<Record<Covered, Words>> = {
  'runner/timeout': (facts) => ({
    headline: `the runner was ended at its time limit${numberFact(facts, 'limitNs', (limit) => ` of ${elapsed(limit)}`)}`,
    hint: `raise \`limits\` in the experiment if the model needs longer; ${askAgain}`,
  }),
  'runner/out-of-memory': (facts) => ({
    headline: `${withFact(facts, 'conversion', (text) => `conversion ${text}`) || 'the runner'} ran out of memory${numberFact(facts, 'peakRssBytes', (peak) => ` at ${byteCount(peak)}`)}${saying(facts, 'said', 'note')}`,
    hint: `say with \`requires\` what memory the model needs, or free memory; ${askAgain}`,
  }),
  'runner/crashed': (facts) => ({
    headline: `the runner ended ${crash(fact(facts, 'signal', ''), fact(facts, 'exitCode', ''))}${saying(facts, 'said', 'note')}`,
    hint: `${seeLogs}; ${askAgain}`,
  }),
  'runner/flooded': (facts) => ({
    headline: `the runner wrote more messages than allowed${numberFact(facts, 'limitBytes', (limit) => ` (${byteCount(limit)})`)}`,
    hint: 'fewer iterations, or a runner that reports in larger pieces',
  }),
  'runner/broken-protocol': (facts) => ({
    headline: `the runner did not keep to the protocol${withFact(facts, 'problem', (text) => `: ${text.replaceAll('-', ' ')}`)}${withFact(facts, 'line', (text) => ` (${facts['log'] === undefined ? 'message' : 'line'} ${text}${withFact(facts, 'log', (log) => ` of ${log}`)})`)}${saying(facts, 'said', 'note', 'excerpt')}`,
    hint: `what it measured is kept aside and not counted; ${seeLogs}`,
  }),
  'runner/error': (facts) => ({
    headline: `${fact(facts, 'runner', 'the runner')} failed${withFact(facts, 'at', (text) => ` at ${text}`)}${withFact(facts, 'operator', (text) => ` in operator ${text}`)}${saying(facts, 'said', 'note')}`,
    hint: `${seeLogs}; ${askAgain}`,
  }),
  'toolchain/refused': (facts) => ({
    headline: `${fact(facts, 'framework', fact(facts, 'toolchain', fact(facts, 'runner', 'the framework')))} refused it${withFact(facts, 'at', (text) => ` at ${text}`)}${withFact(facts, 'operator', (text) => ` (operator ${text})`)}${saying(facts, 'said', 'note')}`,
    hint: 'this settles the cell: another precision, version or framework may do it',
  }),
  'toolchain/missing': (facts) => ({
    headline: `${missingTools(facts)} not installed${withFact(facts, 'board', (text) => ` on board ${text}`)}${saying(facts, 'said', 'text')}`,
    hint: `${howToInstall(facts)}; ${lookedAtAgain}`,
  }),
  'source/missing': (facts) => ({
    headline: `source ${fact(facts, 'path', fact(facts, 'name', 'of the model'))} is not there`,
    hint: `put the file there or mend the path, which counts from the experiment file; ${lookedAtAgain}`,
  }),
  'source/changed': (facts) => ({
    headline: `source ${fact(facts, 'path', fact(facts, 'name', 'of the model'))} has other bytes than its pinned sha256${withFact(facts, 'expected', (text) => ` ${text.slice(0, 12)}…`)}${withFact(facts, 'found', (text) => `, found ${text.slice(0, 12)}…`)}`,
    hint:
      facts['built'] === true
        ? 'its inputs, its command or what it is built with are not those of the digest: `orchestrate cache why` says what it was made of; pin what was built if it is meant'
        : 'restore the file, or pin the new digest if the change is meant',
  }),
  'data/changed': (facts) => ({
    headline: `data ${fact(facts, 'path', 'of the experiment')} was changed after the plan was made${withFact(facts, 'expected', (text) => `: expected ${text.slice(0, 12)}…`)}${withFact(facts, 'found', (text) => `, found ${text.slice(0, 12)}…`)}`,
    hint: 'put the file back, or run the experiment anew with the other one',
  }),
  'data/missing': (facts) => ({
    headline: `data ${fact(facts, 'path', fact(facts, 'name', fact(facts, 'data', 'of the experiment')))} is not there`,
    hint: `put the file at that path; ${lookedAtAgain}`,
  }),
  'conversion/failed': (facts) => ({
    headline: `${withFact(facts, 'build', (text) => `build ${text}`) || `conversion ${fact(facts, 'conversion', 'of the model')}`} failed${withFact(facts, 'exitCode', (text) => ` with exit code ${text}`)}${facts['unproven'] === true ? ' and never said that it was done' : ''}${saying(facts, 'said', 'note', 'line')}`,
    // What ONNX Runtime says of a file that was cut short, or is a pointer or a page in its place.
    hint: /Protobuf parsing failed/.test(fact(facts, 'said', ''))
      ? 'the model is cut short or no ONNX file: `orchestrate init FILE` says what it is; bring the whole one, then `orchestrate resume --retry-failed`'
      : `${seeLogs}; ${askAgain}`,
  }),
  'conversion/refused': (facts) => ({
    headline: `conversion ${fact(facts, 'conversion', 'of the model')} refused it${withFact(facts, 'operator', (text) => ` (operator ${text})`)}${saying(facts, 'said', 'note', 'line')}`,
    hint: 'this settles the cell: another precision or another version of the tool may do it',
  }),
  'conversion/timeout': (facts) => ({
    headline: `conversion ${fact(facts, 'conversion', 'of the model')} was ended at its time limit${numberFact(facts, 'limitNs', (limit) => ` of ${elapsed(limit)}`)}`,
    hint: `raise \`limits.convert\`; ${askAgain}`,
  }),
  'cell/takes-board-down': (facts) => ({
    headline: `takes the board down: ${fact(facts, 'times', 'two')} attempts at it ended with a restart of ${fact(facts, 'boards', 'the board')}`,
    hint: `a weak power supply, memory or a driver may be why; ${askAgain}, and nothing else does`,
  }),
  'cell/not-applicable': (facts) => ({
    headline: `not applicable: \`${fact(facts, 'rule', 'a rule of the matrix')}\` does not hold${sides(fact(facts, 'left', ''), fact(facts, 'right', ''))}`,
    hint: 'nothing to do: the experiment says that this cell makes no sense',
  }),
};

function crash(signal: string, exitCode: string): string {
  if (signal !== '') return `by signal ${signal}`;
  return exitCode === '' ? 'without a last word' : `with exit code ${exitCode}`;
}

function sides(left: string, right: string): string {
  if (left !== '' && right !== '') return ` (${left} against ${right})`;
  if (left !== '') return ` (the left side is ${left})`;
  return right === '' ? '' : ` (the right side is ${right})`;
}
