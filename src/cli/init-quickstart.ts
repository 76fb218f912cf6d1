/** `init --quickstart`: the example that comes with the program, with its models and data, in a folder of one's own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextCommands, quickstartWords } from '#wording/init.js';
import { bringIn, type Deeds, put, putSchemas } from './init-files.js';
import type { InitOptions } from './init-options.js';
import { print, printJson } from './output.js';
import { packageRoot } from './package-root.js';
import { readSpecFiles } from './spec-files.js';

const experimentPlace = 'experiments/quickstart.yaml';
const inventoryPlace = 'inventory/this-machine.yaml';

export function copyQuickstart({ force, json }: InitOptions): void {
  const root = packageRoot();
  const { experiment, expansion } = readSpecFiles(join(root, experimentPlace));
  const models = [...experiment.models.values()];
  const data = [...experiment.data.values()].flatMap(({ path, labels }) =>
    labels === undefined ? [path] : [path, labels],
  );
  const files = [...models.flatMap(({ sources }) => sources.map(({ path }) => path)), ...data];
  const deeds: Deeds = { written: [], kept: [] };
  for (const place of [experimentPlace, inventoryPlace]) {
    put(place, readFileSync(join(root, place), 'utf8'), {
      deeds,
      replace: force === true && place === experimentPlace,
    });
  }
  putSchemas(deeds);
  for (const path of files) {
    const place = `experiments/${path}`;
    if (existsSync(place)) deeds.kept.push(place);
    else bringIn({ file: place, from: join(root, place), place }, deeds);
  }
  if (!json) return print(quickstartWords(experimentPlace, deeds));
  printJson({
    view: 'init',
    format: 1,
    experiment: experimentPlace,
    inventory: inventoryPlace,
    ...deeds,
    cells: expansion.cells.length,
    sessions: experiment.protocol.sessions,
    aboutNs: null,
    models: models.map(({ name, inputs, sources }) => ({
      name,
      input: { name: inputs[0]?.name ?? '', shape: inputs[0]?.shape ?? [] },
      sources: sources.map(({ precision, path }) => ({ precision, path, file: `experiments/${path}` })),
    })),
    next: nextCommands(experimentPlace),
  });
}
