/** The YAML examples of the pages, each with what stands around it, and what becomes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedDevices } from '#cli/devices.js';
import { slugOf } from '#domain/cell.js';
import type { ExpandedCell, Expansion } from '#domain/expansion.js';
import type { Protocol } from '#domain/experiment.js';
import type { Toolchain } from '#domain/toolchain.js';
import { expand } from '#matrix/expand.js';
import { planText } from '#report/plan-text.js';
import { planView } from '#report/plan-view.js';
import { readExperiment } from '#spec/experiment.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { cellsOf, errors, planOf, toolchainsOf, value, type World } from './road.js';

const root = join(import.meta.dirname, '../../..');

export interface Example {
  /** The page and the heading above it. */
  readonly place: string;
  /** A whole experiment file. */
  readonly text: string;
  readonly inventory: string | null;
  readonly refused: boolean;
  /** The text blocks that follow it: what the page says it gives. */
  readonly said: readonly string[];
}

interface Fence {
  readonly heading: string;
  readonly language: string;
  readonly inside: string;
}

function fencesOf(page: string): Fence[] {
  let heading = '';
  return [...page.matchAll(/^#+ ([^\n]+)$|^```([a-z ]*)\n(.*?)^```$/gms)].flatMap(
    ([, title, language = '', inside = '']) => {
      if (title === undefined) return [{ heading, language, inside }];
      heading = title;
      return [];
    },
  );
}

/**
 * A block with `boards:` is the inventory of what follows it; one with `models:` alone is the rest of each `matrix:` that
 * follows. Everything else that is YAML must be an example.
 */
export function examplesOf(path: string): Example[] {
  const fences = fencesOf(readFileSync(join(root, path), 'utf8'));
  const examples: (Example & { said: string[] })[] = [];
  let [inventory, rest, saying]: [string | null, string, boolean] = [null, '', false];
  for (const { heading, language, inside } of fences) {
    if (language === 'text' && saying) examples.at(-1)?.said.push(inside);
    saying = (saying && language === 'text') || (language.startsWith('yaml') && /^matrix:/m.test(inside));
    if (!language.startsWith('yaml')) continue;
    if (/^boards:/m.test(inside)) inventory = inside;
    else if (!/^matrix:/m.test(inside)) rest = inside;
    else {
      const text = /^schema:/m.test(inside) ? inside : inside + rest;
      examples.push({ place: `${path}, ${heading}`, text, inventory, refused: language === 'yaml refused', said: [] });
    }
  }
  return examples;
}

export function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`)].sort();
}

const shipped: ReadonlyMap<string, Toolchain> = toolchainsOf(
  ...['onnxruntime', 'onnxruntime-web'].map((name) =>
    readFileSync(join(root, `toolchains/${name}/toolchain.yaml`), 'utf8'),
  ),
);

/** What the page should say: the cells with their warnings, and the sum of the plan; or the errors. */
export function given({ text, inventory, refused }: Example): string[] {
  const lab =
    inventory === null
      ? defaultInventory()
      : value(readInventory({ name: 'lab.yaml', text: inventory }, shippedDevices));
  // As in `experiments/`, one folder below the project's.
  const context = { inventory: lab, toolchains: shipped, climbMax: 1 };
  const experiment = readExperiment({ name: 'example.yaml', text }, context);
  if (refused) {
    const cells = experiment.ok ? expand(experiment.value, { inventory: lab, toolchains: shipped }) : experiment;
    return [`${renderDiagnostics(errors(cells))}\n`];
  }
  const world: World = { experiment: value(experiment), inventory: lab, toolchains: shipped };
  const expansion = cellsOf(world);
  const sum = planText(planView(planOf(world), expansion.counts), { width: 200, all: false })[1] ?? '';
  return [cellsText(expansion, world.experiment.protocol), `${sum}\n`];
}

function cellsText({ cells, warnings }: Expansion, base: Protocol): string {
  const lines = cells.map((cell) => `${slugOf(cell.cell)}${remarks(cell, base)}`).join('\n');
  return warnings.length === 0 ? `${lines}\n` : `${lines}\n\n${renderDiagnostics(warnings)}\n`;
}

function remarks({ protocol, notApplicable }: ExpandedCell, base: Protocol): string {
  const changed = [
    protocol.sessions === base.sessions ? [] : [`sessions ${protocol.sessions}`],
    protocol.durationMinNs === base.durationMinNs ? [] : [`duration.min ${protocol.durationMinNs / 1e9}s`],
    notApplicable === null ? [] : ['not applicable'],
  ].flat();
  return changed.length === 0 ? '' : ` (${changed.join(', ')})`;
}
