/** One file of any kind, read and understood as far as that needs no board: what `validate` does with each. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Result } from '#core/result.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { offerOf } from '#report/offer.js';
import { type CheckedFile, errorsIn } from '#report/validation.js';
import { openParsed } from '#spec/experiment.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { type CheckedInventory, checkInventory } from '#spec/inventory.js';
import { recognise } from '#spec/kind.js';
import { readToolchain } from '#spec/toolchain.js';
import { shippedDevices } from './devices.js';
import { shown } from './nearby.js';
import { checkOpened, type SpecFiles } from './spec-files.js';
import { strictly } from './strict.js';
import { readTextFile } from './text-file.js';
import { surroundingsHere } from './toolchains.js';

export function checkFile(file: string, strict: boolean): CheckedFile {
  const path = resolve(file);
  const name = shown(path);
  const text = readTextFile({ path, name, what: 'YAML' });
  const checked = text.ok ? checkSource({ name, text: text.value }, dirname(path)) : unread(text.error);
  return { file: name, ...checked, diagnostics: strictly(checked.diagnostics, strict) };
}

type Checked = Omit<CheckedFile, 'file'>;

function checkSource(source: SourceText, folder: string): Checked {
  const found = recognise(source);
  if (!found.ok) return unread(found.error);
  const { kind, parsed } = found.value;
  if (kind === 'experiment') return checkedExperiment(checkOpened(source, openParsed(parsed), folder));
  if (kind === 'inventory') return checkedInventory(checkInventory(source, shippedDevices));
  if (kind === 'import-mapping') {
    const mapping = readImportMapping(source);
    return { kind, cells: null, offer: null, diagnostics: mapping.ok ? [] : mapping.error };
  }
  const read = readToolchain(source, folder, surroundingsHere(folder));
  return { kind, cells: null, offer: null, diagnostics: read.ok ? [] : read.error };
}

function checkedInventory(read: Result<CheckedInventory, Diagnostic[]>): Checked {
  if (!read.ok) return { kind: 'inventory', cells: null, offer: null, diagnostics: read.error };
  const { inventory, declared, warnings } = read.value;
  return { kind: 'inventory', cells: null, offer: offerOf(inventory, declared), diagnostics: warnings };
}

function checkedExperiment(read: Result<SpecFiles, Diagnostic[]>): Checked {
  const diagnostics = read.ok ? [...read.value.expansion.warnings, ...read.value.missing] : read.error;
  const cells = read.ok && errorsIn(diagnostics) === 0 ? read.value.expansion.cells.length : null;
  return { kind: 'experiment', cells, offer: null, diagnostics };
}

function unread(diagnostics: readonly Diagnostic[]): Checked {
  return { kind: null, cells: null, offer: null, diagnostics };
}

/** Where the files of a project lie by habit: what `validate` without a file looks at. */
export function filesHere(): readonly string[] {
  const yaml = (folder: string): readonly string[] =>
    entries(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(folder, name));
  const toolchains = entries('toolchains').map((name) => join('toolchains', name, 'toolchain.yaml'));
  return [
    ...yaml('experiments'),
    ...yaml('experiments/published'),
    ...yaml('inventory'),
    ...toolchains.filter((path) => existsSync(path)),
  ];
}

function entries(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
