/** YAML text → Experiment, or everything that is wrong with it. */
import { err, ok, type Result } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import type { Block, Experiment, Framework } from '#domain/experiment.js';
import { axisName } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { type Parsed, parseText } from './document.js';
import { numberAt, textAt } from './fields.js';
import { otherKind } from './kind.js';
import { namedDevices } from './named-devices.js';
import { checkPaths, type NamedFile, named, namedFiles } from './paths.js';
import { precisionsOf } from './precisions.js';
import { checkForms } from './read-forms.js';
import { readFrameworks } from './read-frameworks.js';
import { readMatrix } from './read-matrix.js';
import { readLimits, readMeasure } from './read-measure.js';
import { readData, readModels } from './read-models.js';
import { checkScenario } from './read-protocol.js';
import { withReserved } from './reserved-sources.js';
import { checkSchema } from './schema-problems.js';

export interface ExperimentContext {
  readonly inventory: Inventory;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** How many folders above its own the experiment's project reaches; see `paths`. */
  readonly climbMax: number;
}

/** An experiment whose YAML is sound: what it names can be looked for before the rest of it is understood. */
export interface OpenedExperiment {
  /** As written, relative to the experiment file; none: this machine alone. */
  readonly inventory: NamedFile | undefined;
  readonly files: readonly NamedFile[];
  /** Levels and patterns of the axis `device`, as written. */
  readonly devices: readonly string[];
  read(context: ExperimentContext): Result<Experiment, Diagnostic[]>;
}

export function openExperiment(source: SourceText): Result<OpenedExperiment, Diagnostic[]> {
  const parsed = parseText(source);
  if (!parsed.ok) return parsed;
  const { root, problems } = parsed.value;
  const kind = otherKind(parsed.value);
  if (kind === undefined) return ok(openParsed(parsed.value));
  problems.add('file/other-kind', root.mark, { kind, name: source.name });
  return err(problems.sorted());
}

export function openParsed(parsed: Parsed): OpenedExperiment {
  const { root } = parsed;
  return {
    inventory: named(root.at('inventory'))[0],
    files: namedFiles(root),
    devices: [...namedDevices(root.at('matrix')), ...namedDevices(root.at('models'))],
    read: (context) => readParsed(parsed, context),
  };
}

/** The path as written, relative to the experiment file; null: this machine alone. For those who need nothing else. */
export function inventoryPathOf(source: SourceText): Result<string | null, Diagnostic[]> {
  const opened = openExperiment(source);
  return opened.ok ? ok(opened.value.inventory?.path ?? null) : opened;
}

export function readExperiment(source: SourceText, context: ExperimentContext): Result<Experiment, Diagnostic[]> {
  const opened = openExperiment(source);
  return opened.ok ? opened.value.read(context) : opened;
}

const wrongMax = 500;

/** All errors at once: each part is read as far as it goes, and the first error decides that there is no experiment. */
function readParsed(parsed: Parsed, context: ExperimentContext): Result<Experiment, Diagnostic[]> {
  const { root, problems, value } = parsed;
  checkSchema('experiment', value, parsed);
  // A file this wrong is another kind of file: what its parts refer to is not looked up.
  if (problems.count > wrongMax) return err(problems.sorted());
  checkPaths([...named(root.at('inventory')), ...namedFiles(root)], context.climbMax, problems);
  const { toolchains } = context;
  const data = readData(root.at('data'), problems);
  const models = readModels(root.at('models'), { data, toolchains: [...toolchains.keys()] }, problems);
  checkForms(root.at('models'), toolchains, problems);
  const declared = readFrameworks(root.at('frameworks'), toolchains, problems);
  const bindings = {
    inventory: context.inventory,
    models: [...models.keys()],
    frameworks: declared,
    toolchains,
    precisions: precisionsOf(toolchains.values()),
  };
  const reserved = withReserved(models, root.at('models'), { bindings, problems });
  const blocks = readMatrix(root.at('matrix'), bindings, problems);
  const modelCursors = new Map(root.at('models')?.members() ?? []);
  const protocol = readMeasure(root.at('measure'), { data, models, modelCursors }, problems);
  checkScenario(root.at('measure'), blocks.map(axisNames), problems);
  const limits = readLimits(root.at('limits'), problems);
  if (problems.count > 0) return err(problems.sorted());
  return ok({
    schema: 1,
    name: textAt(root, 'name') ?? '',
    seed: numberAt(root, 'seed', 1),
    blocks,
    frameworks: withBareNames(declared, blocks),
    models: reserved,
    data,
    protocol,
    limits,
  });
}

function axisNames({ axes, zip }: Block): readonly string[] {
  return [...axes, ...zip.flat()].map(({ name }) => name);
}

/** A bare toolchain name is a framework of that name. */
function withBareNames(declared: ReadonlyMap<string, Framework>, blocks: readonly Block[]): Map<string, Framework> {
  const frameworks = new Map(declared);
  for (const { axes, zip, include } of blocks) {
    const levels = [...axes, ...zip.flat()].filter(({ name }) => name === 'framework').flatMap((axis) => axis.levels);
    const included = include.flatMap((row) => row.levels.get(axisName('framework')) ?? []);
    for (const name of [...levels, ...included]) {
      if (!frameworks.has(name)) frameworks.set(name, { name, toolchain: name, options: {} });
    }
  }
  return frameworks;
}
