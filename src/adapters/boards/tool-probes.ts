/**
 * What a board has of the tools that are looked for. Its law: one call, whatever the number of probes; and of one package all
 * places in the order in which they would be chosen: the user's own, what was prepared, the board's Python.
 */
import { exhaustive } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import type { Board, BoardFacts, FoundTool, PreparedEnvironment, ToolFact } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import { placesOf } from '#domain/same-probe.js';
import type { CommandProbe, PackageProbe, Probe } from '#domain/toolchain.js';
import { compareVersions, inRange } from '#domain/version-range.js';
import type { Bound } from '#ports/boards.js';
import type { Ask } from './board-store.js';
import { parseCommand } from './command-answer.js';
import { type FoundEnvironment, parseEnvironments } from './environment-answer.js';
import { type PythonAnswer, packageName, parsePackage, parsePythonPackages } from './package-answer.js';

export interface ProbeScene {
  readonly ask: Ask;
  readonly bound: Bound;
  /** Stands between the answers: nothing that lies on the board has seen it before. */
  readonly between: string;
  /** Folders from which packages of npm are resolved, the first that has one. */
  readonly moduleRoots: readonly string[];
  /** The board's own Python. */
  readonly python: BoardFacts['python'];
  readonly own: NonNullable<Board['environments']>;
}

export interface Probed {
  readonly tools: BoardFacts['tools'];
  readonly environments: readonly PreparedEnvironment[];
}

/** Several answers of 64 KiB. */
const longestAnswers = bytes(8 * 1024 * 1024);
/** In seconds: a tool that only says its version. */
const longestCommand = '20';

export async function probeTools(probes: readonly Probe[], scene: ProbeScene): Promise<Result<Probed, Failure>> {
  const questions = new Questions(probes, scene);
  const words = [...questions.all.values()].flatMap((question) => [String(question.length), ...question]);
  const said = await scene.ask(['batch', scene.between, ...words], scene.bound, { limit: longestAnswers });
  if (!said.ok) return said;
  const [head, ...answers] = said.value.toString('utf8').split(`${scene.between}\n`);
  if (head !== '' || answers.length !== questions.all.size + 1 || answers.at(-1) !== '') return unreadable;
  const answerTo = new Map([...questions.all.keys()].map((key, at) => [key, answers[at] ?? '']));
  const found = parseEnvironments(answerTo.get('environments') ?? '');
  if (!found) return unreadable;
  const prepared = newestFirst(found);
  const tools: Record<string, ToolFact> = {};
  for (const probe of probes) tools[probe.name] = toolFact(probe, { scene, questions, answerTo, prepared });
  return ok({ tools, environments: prepared.map(({ environment }) => environment) });
}

const unreadable = err(failure('board/link-lost', { why: 'unreadable', command: 'batch' }));

/** The words of each question, by what it is about. */
class Questions {
  readonly all = new Map<string, readonly string[]>();
  /** Names of packages, in the order in which every Python is asked for them. */
  readonly packages: readonly string[];

  constructor(probes: readonly Probe[], { moduleRoots, python, own }: ProbeScene) {
    this.packages = [...new Set(probes.flatMap((probe) => (probe.kind === 'python-package' ? probe.package : [])))];
    this.all.set('environments', ['environments']);
    for (const starts of [...own.values()].map((each) => startOf(each, python)).concat([startOf({}, python)])) {
      if (starts && this.packages.length > 0)
        this.all.set(`python ${starts.join(' ')}`, [
          'python-packages',
          String(starts.length),
          ...starts,
          ...this.packages,
        ]);
    }
    for (const probe of probes) {
      if (probe.kind === 'command') this.all.set(`command ${probe.name}`, ['command', longestCommand, ...probe.argv]);
      if (probe.kind !== 'node-package') continue;
      for (const root of moduleRoots) this.all.set(`npm ${root} ${probe.package}`, ['package', root, probe.package]);
    }
  }
}

/** The words that start an interpreter; undefined: there is none. */
function startOf(
  { python: named, prefix = [] }: { readonly python?: string; readonly prefix?: readonly string[] },
  board: BoardFacts['python'],
): readonly string[] | undefined {
  const python = named ?? board?.path;
  return python === undefined ? undefined : [...prefix, python];
}

interface Answers {
  readonly scene: ProbeScene;
  readonly questions: Questions;
  readonly answerTo: ReadonlyMap<string, string>;
  readonly prepared: readonly FoundEnvironment[];
}

function toolFact(probe: Probe, answers: Answers): ToolFact {
  switch (probe.kind) {
    case 'node-package':
      return accepted(probe, nodePackage(probe, answers));
    case 'python-package':
      return accepted(probe, pythonPackage(probe, answers));
    case 'command':
      return accepted(probe, commandFact(probe, answers));
    default:
      return exhaustive(probe);
  }
}

/** Versions that the toolchain does not know are as good as not there; what is there is said. */
function accepted({ accepts }: Probe, fact: ToolFact): ToolFact {
  if (fact.kind === 'missing' || accepts === undefined) return fact;
  const { kind: _, others = [], ...first } = fact;
  const all = [first, ...others];
  const [best, ...rest] = all.filter(({ version }) => inRange(version, accepts));
  if (best) return foundIn(best, rest);
  const there = [...new Set(all.map(({ version }) => version))].join(', ');
  return { kind: 'missing', said: `version ${there} is there, ${accepts.text} is needed` };
}

function foundIn(first: FoundTool, others: readonly FoundTool[]): ToolFact {
  return { kind: 'found', ...first, ...(others.length > 0 ? { others } : {}) };
}

function nodePackage(probe: PackageProbe, { scene, answerTo }: Answers): ToolFact {
  let fact: ToolFact = { kind: 'missing', said: '' };
  for (const root of scene.moduleRoots) {
    fact = parsePackage(answerTo.get(`npm ${root} ${probe.package}`) ?? '', root, probe.package) ?? fact;
    if (fact.kind === 'found') break;
  }
  return fact;
}

function commandFact(probe: CommandProbe, { answerTo }: Answers): ToolFact {
  return parseCommand(answerTo.get(`command ${probe.name}`) ?? '', probe);
}

function pythonPackage(probe: PackageProbe, answers: Answers): ToolFact {
  const { scene, prepared } = answers;
  const own = placesOf(probe).flatMap(({ toolchain }) => scene.own.get(toolchain) ?? []);
  const [first, ...others] = [
    ...own.flatMap((each) => inPython(probe, startOf(each, scene.python), each.prefix, answers)),
    ...preparedFor(probe, prepared).flatMap((each) => inEnvironment(probe, each)),
    ...inPython(probe, startOf({}, scene.python), undefined, answers),
  ];
  if (first) return foundIn(first, others);
  const at = own[0]?.python ?? scene.python?.path;
  return { kind: 'missing', said: at === undefined ? 'no Python was found' : `${at}: no package ${probe.package}` };
}

/** Those that bring it first, then the others of their toolchains: a converter may bring the framework along. */
function preparedFor(probe: PackageProbe, prepared: readonly FoundEnvironment[]): readonly FoundEnvironment[] {
  const places = placesOf(probe);
  const folders = places.map(({ toolchain }) => `${toolchain}.`);
  const wholes = places.map(({ toolchain, name }) => `${toolchain}.${name}`);
  const all = prepared.filter(({ environment }) => folders.some((folder) => environment.name.startsWith(folder)));
  const brings = ({ environment }: FoundEnvironment): boolean => wholes.includes(environment.name);
  return [...all.filter(brings), ...all.filter((each) => !brings(each))];
}

function inPython(
  probe: PackageProbe,
  starts: readonly string[] | undefined,
  prefix: readonly string[] | undefined,
  { questions, answerTo }: Answers,
): readonly FoundTool[] {
  const { packages } = questions;
  const answer: PythonAnswer | undefined =
    starts && parsePythonPackages(answerTo.get(`python ${starts.join(' ')}`) ?? '', packages.length);
  const tool = answer?.packages[packages.indexOf(probe.package)];
  if (!answer || !tool) return [];
  const python = starts?.at(-1) ?? answer.python;
  return [{ ...tool, python, pythonVersion: answer.pythonVersion, ...(prefix ? { prefix } : {}) }];
}

function inEnvironment({ package: wanted }: PackageProbe, { environment, at }: FoundEnvironment): readonly FoundTool[] {
  const { python, pythonVersion, digest } = environment;
  const version = environment.packages.find(({ name }) => name === packageName(wanted))?.version;
  return version === undefined ? [] : [{ version, at, python, pythonVersion, packages: digest }];
}

/** Of several versions the newest comes first. */
function newestFirst(prepared: readonly FoundEnvironment[]): readonly FoundEnvironment[] {
  return [...prepared].sort((a, b) => compareVersions(b.environment.version, a.environment.version));
}
