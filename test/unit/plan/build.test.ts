/** A source that is built: a step from nothing, known by its words and by what its inputs hold. */
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import type { ArtifactState, Known } from '#domain/known.js';
import { attemptId } from '#domain/names.js';
import type { Plan, PlannedStep, RunCell } from '#domain/plan.js';
import { buildJob } from '#plan/build-job.js';
import { readInventory } from '#spec/inventory.js';
import { facts, file, knownOf, planOf, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain } from '#test/spec/texts.js';
import { describeFailure } from '#wording/failure.js';

const inventory = value(
  readInventory({ name: 'lab.yaml', text: 'schema: 1\nboards: { a: { local: true, device: this-machine } }\n' }),
);
const python = { path: '/usr/bin/python3', version: '3.11.2' };
/** Loads what the build gives as it is, and is the one whose environment a build may name. */
const torch = plainToolchain('torch')
  .replace('node-package, package: "@scope/web"', 'python-package, package: torch')
  .replaceAll('web', 'torch-package')
  .replaceAll('[node, torch', '[python, torch')
  .replace('"{node}", ', '"{python}", ');
const toolchains = toolchainsOf(nodeToolchain('ort'), plainToolchain('web'), torch);
const found = {
  kind: 'found',
  version: '2.1',
  at: '/env/lib',
  python: '/env/bin/python',
  pythonVersion: '3.12.1',
} as const;

interface Scene {
  readonly source?: string;
  /** Of the inputs; what is not named here holds its own path. */
  readonly holds?: Readonly<Record<string, string>>;
  /** Of the machine, what is otherwise than usual. */
  readonly tools?: Partial<BoardFacts>;
  readonly artifacts?: Known['artifacts'];
}

const words = (script = 'models/make.py', more = ''): string =>
  `build: ["{python}", ${script}, --seed, "1", "{out}"], inputs: [${script}]${more}`;

function plan({ source = words(), holds = {}, tools = {}, artifacts = new Map() }: Scene = {}): Plan {
  const models = `  m:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, ${source} }]`;
  const axes = '{ device: [this-machine], model: [m], framework: [ort, web], precision: [fp32] }';
  const world = worldOf(experimentText({ axes, models }), { inventory, toolchains });
  const known = knownOf(world);
  const machine = { ...facts, python, ...tools };
  return planOf(world, {
    ...known,
    files: new Map([...known.files, ...Object.entries(holds).map(([name, text]) => [name, file(text, name)] as const)]),
    boards: new Map([...known.boards.keys()].map((id) => [id, { kind: 'known', value: machine }])),
    artifacts,
  });
}

function cellsOf({ cells }: Plan): readonly RunCell[] {
  return cells.map((cell) => (cell.kind === 'run' ? cell : expect.unreachable(describeFailure(cell.because).headline)));
}

function buildIn({ steps }: Plan): PlannedStep {
  const builds = steps.filter(({ from }) => from.kind === 'nothing');
  expect(builds).toHaveLength(1);
  return builds[0] ?? expect.unreachable();
}

const sourceParts = (made: Plan) => cellsOf(made).map(({ measurement }) => measurement.recipe.parts.source);
const artifactOf = ({ cache }: PlannedStep) =>
  cache.kind === 'miss' && cache.artifact !== null ? cache.artifact : expect.unreachable(cache.kind);

describe('a source that is built', () => {
  it('is one step on a builder, before all else of every framework', () => {
    const made = plan();
    const build = buildIn(made);
    expect(build).toMatchObject({ conversion: 'build', where: 'builder', boards: ['a'], tool: 'python' });
    expect(build.to).toEqual({ format: 'onnx', precision: 'fp32' });
    const [ort, web] = cellsOf(made).map(({ measurement }) => measurement.route);
    expect(web).toMatchObject({ steps: [build.key], source: { built: build.key, name: 'models/make.py --seed 1' } });
    expect(ort?.steps[0]).toBe(build.key);
    const optimise = made.steps.find(({ key }) => key === ort?.steps[1]);
    expect(optimise?.from).toEqual({ kind: 'step', key: build.key });
    expect(made.steps.indexOf(build)).toBe(0);
  });

  it('is not held against itself, and is what a conversion is held against', () => {
    const answering = toolchainsOf(nodeToolchain('ort'), plainToolchain('web').concat('answers: [onnx]\n'));
    const models = `  m:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, ${words()} }]`;
    const axes = '{ device: [this-machine], model: [m], framework: [ort, web], precision: [fp32] }';
    const world = worldOf(experimentText({ axes, models }), { inventory, toolchains: answering });
    const boards = new Map(
      [...inventory.boards.keys()].map((id) => [id, { kind: 'known', value: { ...facts, python } } as const]),
    );
    const made = planOf(world, { ...knownOf(world), boards });
    const [ort, web] = cellsOf(made).map(({ measurement }) => measurement.route);
    expect(web).not.toHaveProperty('check');
    const check = made.steps.find(({ key }) => key === ort?.check);
    const reference = made.steps.find(({ key }) => key === check?.answer?.against?.step);
    expect(reference?.from).toEqual({ kind: 'step', key: buildIn(made).key });
  });

  it('is known by what its inputs hold and not by where they lie', () => {
    const as = (scene: Scene) => sourceParts(plan(scene));
    const was = as({ holds: { 'models/make.py': 'one' } });
    expect(as({ holds: { 'models/make.py': 'two' } })).not.toEqual(was);
    expect(as({ source: words('tools/other.py'), holds: { 'tools/other.py': 'one' } })).toEqual(was);
    expect(as({ source: words().replace('"1"', '"2"'), holds: { 'models/make.py': 'one' } })).not.toEqual(was);
    const unnamed = words().replace('inputs: [models/make.py]', 'inputs: [models/make.py, models/more.py]');
    expect(as({ source: unnamed, holds: { 'models/make.py': 'one' } })).not.toEqual(was);
  });

  it('is known by its pinned digest, as a file with these bytes is', () => {
    const pinned = digestOf('bytes');
    const built = plan({ source: words('models/make.py', `, sha256: ${pinned}`) });
    const held = plan({ source: `path: m.onnx, sha256: ${pinned}`, holds: { 'm.onnx': 'bytes' } });
    expect(sourceParts(built)).toEqual(sourceParts(held));
    expect(sourceParts(built)).not.toEqual(sourceParts(plan()));
  });

  it('is there already where an equal build came to the pinned bytes, and is built again where it did not', () => {
    const [bytesThere, other] = [digestOf('bytes'), digestOf('others')];
    const first = buildIn(plan());
    const present: ArtifactState = { kind: 'present', digest: bytesThere, bytes: bytes(5) };
    const artifacts = new Map([[artifactOf(first), present]]);
    const cacheOf = (sha256?: Digest) =>
      buildIn(plan({ source: words('models/make.py', sha256 ? `, sha256: ${sha256}` : ''), artifacts })).cache.kind;
    expect([cacheOf(), cacheOf(bytesThere), cacheOf(other)]).toEqual(['hit', 'hit', 'miss']);
  });

  it('is another artifact with another interpreter, and with other packages beside it', () => {
    const own = artifactOf(buildIn(plan()));
    expect(artifactOf(buildIn(plan({ tools: { python: { ...python, version: '3.12.0' } } })))).not.toBe(own);
    const source = words('models/make.py', ', toolchain: torch');
    const beside = (packages: string) => {
      const tools = { ...facts.tools, 'torch-package': { ...found, packages: digestOf(packages) } };
      return artifactOf(buildIn(plan({ source, tools: { tools } })));
    };
    expect(beside('one')).toBe(beside('one'));
    expect(new Set([own, beside('one'), beside('two')]).size).toBe(3);
  });

  it('is unavailable where no builder has what it is built with, and says where it is to be had', () => {
    const without = plan({ tools: { python: null } }).cells.map((cell) =>
      cell.kind === 'run' ? expect.unreachable() : cell,
    );
    expect(without.map(({ kind, because }) => [kind, because.code])).toEqual(
      Array(2).fill(['unavailable', 'builder/missing']),
    );
    expect(describeFailure(without[0]?.because ?? expect.unreachable()).headline).toContain('python');
    const tools = { ...facts.tools, 'torch-package': { kind: 'missing', said: 'not there' } as const };
    const source = words('models/make.py', ', toolchain: torch');
    const [cell] = plan({ source, tools: { tools } }).cells;
    expect(cell?.kind === 'run' ? null : cell?.because.facts).toMatchObject({
      toolchain: 'torch',
      install: ['pip:torch'],
    });
  });

  it('waits for inputs that are not there', () => {
    const models = `  m:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, ${words()} }]`;
    const axes = '{ device: [this-machine], model: [m], framework: [web], precision: [fp32] }';
    const world = worldOf(experimentText({ axes, models }), { inventory, toolchains });
    const [cell] = planOf(world, { ...knownOf(world), files: new Map() }).cells;
    expect(cell?.kind === 'run' ? null : cell?.because).toMatchObject({
      code: 'source/missing',
      facts: { path: 'models/make.py' },
    });
  });
});

describe('the name of a build', () => {
  it.each([
    ['build: ["{python}", models/make.py, "{out}"]', 'models/make.py'],
    ['build: [sh, models/make.py, small, --out, "{out}"]', 'sh models/make.py small'],
    ['build: [make, "--out={out}"]', 'make --out={out}'],
    ['build: ["{out}"]', '{out}'],
  ])('%s', (source, name) => {
    expect(buildIn(plan({ source: `${source}, inputs: [models/make.py]` })).from).toMatchObject({ name });
  });
});

describe('the job of a build', () => {
  it('has the declared inputs and no other file, and runs the words in its own folder', () => {
    const job = jobOf(plan());
    expect(job.argv).toEqual(['/usr/bin/python3', 'files/make.py', '--seed', '1', 'out']);
    expect(job.files.map(({ name }) => name)).toEqual(['make.py']);
    expect(job.document).toMatchObject({ purpose: 'build', out: 'out' });
    // Beside others of its kind: a builder is shared.
    expect(job.exclusive).toBe(false);
  });

  it('is done by the Python of the environment that the source names', () => {
    const tools = { ...facts.tools, 'torch-package': found };
    const source = words('models/make.py', ', toolchain: torch');
    const job = jobOf(plan({ source, tools: { tools } }), { ...facts, python, tools });
    expect(job.argv[0]).toBe('/env/bin/python');
  });

  it('needs nothing but a shell where no word names an interpreter', () => {
    const build = buildIn(
      plan({ source: 'build: [sh, models/make.sh, "{out}"], inputs: [models/make.sh]', tools: { python: null } }),
    );
    expect(build).toMatchObject({ tool: 'command', cache: { kind: 'miss' } });
    expect(build).not.toHaveProperty('needs');
    expect(jobOf(plan({ source: 'build: [sh, models/make.sh, "{out}"], inputs: [models/make.sh]' })).argv).toEqual([
      'sh',
      'files/make.sh',
      'out',
    ]);
  });

  function jobOf(made: Plan, machine = { ...facts, python }) {
    const job = buildJob({ step: buildIn(made), facts: machine, attempt: attemptId('set.work.1') });
    return job.ok ? job.value : expect.unreachable(job.error.code);
  }
});
