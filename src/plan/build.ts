/**
 * A source that is made by a command: a step of the plan from nothing, done once on a builder for all who need it. It is known
 * by its words and by what its inputs hold, before anything is built; a pinned digest says what must come out, and is then
 * what the source is known by, as that of a file.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import { type Digest, digestOfJson } from '#core/digest.js';
import { present } from '#core/invariant.js';
import { ok, type Result } from '#core/result.js';
import type { Nanoseconds } from '#core/units.js';
import type { Failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import { baseName, type ModelSource, type SourceBuild } from '#domain/model.js';
import type { StepKey } from '#domain/names.js';
import type { BuildOrigin, PlannedFile } from '#domain/plan.js';
import { commandTool } from '#domain/step-facts.js';
import { interpreters, type Toolchain } from '#domain/toolchain.js';
import { toolOf } from './answerers.js';
import { inputFiles } from './files.js';
import { type SourceIngredient, sourceContent } from './recipe.js';
import type { DraftStep } from './steps.js';
import { mentions } from './templates.js';

/** What a builder must have for it. */
export interface BuildNeeds {
  readonly id: 'build';
  readonly tool: string;
  readonly tools: readonly string[];
  /** Whose probes know how to install it; of a build without one, its name alone. */
  readonly by: Pick<Toolchain, 'name' | 'probes'>;
}

export interface Build {
  readonly draft: DraftStep;
  readonly ingredient: SourceIngredient;
  readonly needs: BuildNeeds;
}

export interface BuildContext {
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  readonly known: Known;
  readonly limitNs: Nanoseconds;
}

/** In the place of a toolchain, where a build has an interpreter of the builder's own or none. */
const noToolchain = 'source';

export function buildOf(source: ModelSource, build: SourceBuild, context: BuildContext): Result<Build, Failure> {
  const inputs = inputFiles(build.inputs, context.known);
  if (!inputs.ok) return inputs;
  const { format, precision, sha256 } = source;
  const digest = contentOf(build, inputs.value);
  const ingredient: SourceIngredient = sha256
    ? { digest: sha256, format, precision }
    : { digest, format, precision, built: true };
  const name = nameOf(build);
  const from: BuildOrigin = {
    kind: 'nothing',
    name,
    digest,
    inputs: inputs.value,
    ...(sha256 ? { pinned: sha256 } : {}),
  };
  const needs = needsOf(build, name, context);
  const content = { format: 1, source: sourceContent(ingredient), build: digest };
  const draft: DraftStep = {
    key: digestOfJson(content) as StepKey,
    toolchain: build.toolchain ?? noToolchain,
    conversion: needs.id,
    from,
    to: { format, precision },
    where: 'builder',
    ...(build.toolchain === undefined ? {} : { target: [`packages:${needs.tool}` as const] }),
    argv: build.argv.map((word) => (build.inputs.includes(word) ? `{files}/${baseName(word)}` : word)),
    files: [],
    tool: needs.tool,
    ...(needs.tools.length > 0 ? { needs: needs.tools } : {}),
    failures: [],
    limitNs: context.limitNs,
  };
  return ok({ draft, ingredient, needs });
}

/** Inputs count by what they hold: a file that was moved or renamed is the same file. */
function contentOf({ argv, inputs, toolchain }: SourceBuild, files: readonly PlannedFile[]): Digest {
  const digests = new Map(inputs.map((path, at) => [path, files[at]?.digest ?? null]));
  return digestOfJson({
    format: 1,
    argv: argv.map((word) => (digests.has(word) ? { file: digests.get(word) ?? null } : word)),
    inputs: files.map(({ digest }) => digest).sort(byCodeUnit),
    ...(toolchain === undefined ? {} : { toolchain }),
  });
}

/** What tells it from other builds: neither who reads the words nor where the result goes. */
function nameOf({ argv }: SourceBuild): string {
  const told = argv.filter((word, at) => {
    const isOption = word.startsWith('-') && argv[at + 1] === '{out}';
    return !isOption && !/^\{(?:python|node|out)\}$/.test(word);
  });
  return told.join(' ') || argv.join(' ');
}

function needsOf({ argv, toolchain }: SourceBuild, name: string, { toolchains }: BuildContext): BuildNeeds {
  const named = interpreters.filter((each) => mentions(argv, each));
  if (toolchain === undefined) {
    const tool = named[0] ?? commandTool;
    return { id: 'build', tool, tools: named, by: { name, probes: [] } };
  }
  const by = present(toolchains.get(toolchain), `toolchain ${toolchain} of a source`);
  // Where its first runner has what it loads with, the build has it too.
  const tool = toolOf(present(by.runners[0], `a runner of ${toolchain}`));
  return { id: 'build', tool, tools: [...new Set([tool, ...named])], by };
}
