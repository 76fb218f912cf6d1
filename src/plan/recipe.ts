/**
 * The recipe of a cell: everything declared that can change its result, in eight named parts, each with a digest of its own
 * so that `explain` can name the one that changed. Built field by field, never by hashing a parsed object: a field added to a
 * type must not change a fingerprint by itself. A field that is born later is left out while it means what its absence meant.
 * Not in it: sessions, order, seed, limits, retries, names, labels, paths, boards, observed versions. Golden vectors guard it.
 */
import { canonicalJson, type Json } from '#core/canonical-json.js';
import { type Digest, digestOf, digestOfJson } from '#core/digest.js';
import type { Protocol } from '#domain/experiment.js';
import type { Fingerprint, LevelId } from '#domain/names.js';
import { type Measurement, partNames, type Recipe } from '#domain/plan.js';

/** What the parts are made of. Objects that cells share are shared by reference: digests are memoised by them. */
export interface Ingredients {
  readonly source: SourceIngredient;
  readonly route: RouteIngredient;
  readonly runner: RunnerIngredient;
  /** Absent: what is fed is fed as it is. */
  readonly layout?: LayoutIngredient;
  readonly data: DataIngredient;
  readonly protocol: Protocol;
  readonly target: TargetIngredient;
  readonly settings: SettingsIngredient;
}

export interface SourceIngredient {
  /** Of the file, or as it is pinned; of what is built and not pinned, of the command and what goes into it. */
  readonly digest: Digest;
  readonly format: string;
  readonly precision: string;
  /** The digest is that of how it is built. */
  readonly built?: true;
}

export interface RouteIngredient {
  readonly legs: readonly LegIngredient[];
}

export interface LegIngredient {
  /** The template with the convert options filled in. */
  readonly argv: readonly string[];
  readonly tool: string;
  /** The version that was asked for; null: any. */
  readonly version: string | null;
  readonly to: { readonly format: string; readonly precision: string };
  /** Of conversions that are shown items. */
  readonly calibration?:
    | { readonly data: Digest; readonly items: readonly number[] }
    | { readonly random: readonly number[]; readonly seed: number };
}

export interface RunnerIngredient {
  readonly toolchain: string;
  readonly name: string;
  readonly protocol: number;
  readonly version: string | null;
  readonly options: Readonly<Record<string, string>>;
}

export type LayoutIngredient = NonNullable<Measurement['input']['layout']>;

export interface DataIngredient {
  readonly input:
    | { readonly kind: 'file'; readonly digest: Digest }
    | { readonly kind: 'random'; readonly shape: readonly (number | string)[] };
  readonly accuracy: { readonly images: Digest; readonly labels: Digest } | null;
}

export interface TargetIngredient {
  readonly device: LevelId;
  readonly unit: string;
  /** The framework's own name for the unit. */
  readonly provider: string;
  /** Kind of the machine that an accelerator is plugged into; null: the device is the machine itself. */
  readonly host: LevelId | null;
}

/** Settings of the board as they are asked for, in the order of their names. */
export type SettingsIngredient = readonly { readonly name: string; readonly value: LevelId }[];

/** One for each plan: the memo lives as long as the objects that it is keyed by. */
export function createRecipes(): (ingredients: Ingredients) => Recipe {
  const memo = new Map<object, Digest>();
  const once = <T extends object>(ingredient: T, content: (ingredient: T) => Json): Digest => {
    const known = memo.get(ingredient);
    if (known !== undefined) return known;
    const digest = digestOfJson(content(ingredient));
    memo.set(ingredient, digest);
    return digest;
  };
  return ({ source, route, runner, layout, data, protocol, target, settings }) => ({
    format: 1,
    parts: {
      source: once(source, sourceContent),
      route: once(route, routeContent),
      runner: once(runner, runnerContent),
      preprocess: layout ? once(layout, layoutContent) : nothing,
      data: once(data, dataContent),
      protocol: once(protocol, protocolContent),
      target: once(target, targetContent),
      settings: settings.length === 0 ? nothing : once(settings, settingsContent),
    },
  });
}

export function fingerprintOf(recipe: Recipe): Fingerprint {
  return createFingerprints()(recipe);
}

/**
 * SHA-256 of RFC 8785 of recipes. Their texts differ in nothing but the digests of their parts, which all have one length:
 * so one text is kept as bytes, and of the next recipe only the digests are written that changed.
 */
export function createFingerprints(): (recipe: Recipe) => Fingerprint {
  const blank = canonicalJson({ format: 1, parts: Object.fromEntries(partNames.map((name) => [name, blankDigest])) });
  const text = new TextEncoder().encode(blank);
  const places = partNames.map((name) => ({ name, at: blank.indexOf(`"${name}":"`) + name.length + 4, written: '' }));
  return ({ parts }) => {
    for (const place of places) {
      const digest = parts[place.name];
      if (digest === place.written) continue;
      for (let at = 0; at < digest.length; at++) text[place.at + at] = digest.charCodeAt(at);
      place.written = digest;
    }
    return digestOf(text) as Fingerprint;
  };
}

const blankDigest = '0'.repeat(64);

/** A part of which nothing is said: what is fed is fed as it is, and no setting of a board is asked for. */
const nothing = digestOfJson({});

/** Also the beginning of every step key: two cells with one source share the work that follows from it. */
export function sourceContent({ digest, format, precision, built }: SourceIngredient): Json {
  return { ...(built ? { build: digest } : { file: digest }), format, precision };
}

function routeContent({ legs }: RouteIngredient): Json {
  return { steps: legs.map(legContent) };
}

export function legContent({ argv, tool, version, to, calibration }: LegIngredient): { readonly [key: string]: Json } {
  return {
    argv: [...argv],
    tool,
    version,
    to: { format: to.format, precision: to.precision },
    ...(calibration ? { calibration: shownContent(calibration) } : {}),
  };
}

function shownContent(shown: NonNullable<LegIngredient['calibration']>): Json {
  return 'random' in shown
    ? { random: [...shown.random], seed: shown.seed }
    : { data: shown.data, items: [...shown.items] };
}

function runnerContent({ toolchain, name, protocol, version, options }: RunnerIngredient): Json {
  return { toolchain, name, protocol, options: { ...options }, ...(version === null ? {} : { version }) };
}

function layoutContent({ data, model }: LayoutIngredient): Json {
  return { layout: { data, model } };
}

function dataContent({ input, accuracy }: DataIngredient): Json {
  return {
    input: input.kind === 'file' ? { file: input.digest } : { random: [...input.shape] },
    ...(accuracy ? { accuracy: { images: accuracy.images, labels: accuracy.labels } } : {}),
  };
}

/** Without the number of sessions and their order: five sessions after three measure two more. */
function protocolContent(protocol: Protocol): Json {
  const { warmup, scenario, input, accuracy, batch, streams } = protocol;
  const { pauseNs } = warmup;
  return {
    warmup: { iterations: warmup.iterations, maxNs: warmup.maxNs, ...(pauseNs === undefined ? {} : { pauseNs }) },
    ...extentContent(protocol),
    scenario: streams === undefined ? scenario : 'streams',
    input,
    ...(batch === undefined ? {} : { batch }),
    ...(streams === undefined ? {} : { streams }),
    ...(accuracy ? { accuracy: { top: [...accuracy.top] } } : {}),
  };
}

/** With a target neither the cap nor the least duration have a say. */
function extentContent({ iterations: { min, max }, durationMinNs, durationTargetNs }: Protocol): {
  readonly [key: string]: Json;
} {
  if (durationTargetNs !== undefined) return { iterations: { min }, durationTargetNs };
  return { iterations: { min, max }, durationMinNs };
}

function targetContent({ device, unit, provider, host }: TargetIngredient): Json {
  return { device, unit, provider, ...(host === null ? {} : { host }) };
}

function settingsContent(settings: SettingsIngredient): Json {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}
