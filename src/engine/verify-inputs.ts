/** What a run set was made from, as it lies on this machine now: the experiment, the inventory, sources, data, toolchains. */
import { digestOf } from '#core/digest.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import type { CheckedFiles, InputRole } from '#domain/verification.js';
import type { KeptFiles } from '#ports/kept-files.js';
import { type Input, inputsOf } from '#report/manifest-files.js';
import { FileCheck } from './verify-files.js';

/** Absolute paths of this machine. */
export interface InputPlaces {
  readonly experiment: string;
  /** Of an imported run set. */
  readonly table?: string;
  /** Null: the experiment names none, or its text cannot be read as one. */
  readonly inventory: { readonly name: string; readonly place: string } | null;
  /** Of the experiment: where its relative paths start. */
  readonly folder: string;
  /** Folders that hold `toolchains/`, for when the recorded place is gone. */
  readonly toolchainRoots: readonly string[];
}

export interface InputsToCheck {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly places: InputPlaces;
  readonly tell: () => void;
}

export async function checkInputs(
  files: KeptFiles,
  { runSet, plan, places, tell }: InputsToCheck,
): Promise<CheckedFiles> {
  const check = new FileCheck(tell);
  const text = (role: InputRole, name: string, { content, place }: { content: string; place: string }) => {
    const utf8 = new TextEncoder().encode(content);
    const expected = { digest: digestOf(utf8), bytes: utf8.length };
    return check.check({ name, role, expected }, () => files.input([place]));
  };
  await text('experiment', runSet.specPath, { content: runSet.spec, place: places.experiment });
  if (runSet.inventory !== null && places.inventory !== null) {
    const { name, place } = places.inventory;
    await text('inventory', name, { content: runSet.inventory, place });
  }
  for (const input of inputsOf(plan)) {
    const { digest, bytes } = input.file;
    const claim = { name: nameOf(input), role: input.role, expected: { digest, bytes } };
    await check.check(claim, () => files.input(placesOf(input, places)));
  }
  return check.checked();
}

/** Everything from `toolchains/` on: base names alone would be the same in every toolchain. */
function inToolchains({ file }: Input): string | undefined {
  const at = file.path.lastIndexOf('/toolchains/');
  return at < 0 ? undefined : file.path.slice(at + 1);
}

function nameOf(input: Input): string {
  return input.role === 'toolchain' ? (inToolchains(input) ?? input.name) : input.name;
}

/** A project that was moved as a whole still has its inputs: beside its experiment, and in the program's own folder. */
function placesOf(input: Input, { folder, toolchainRoots }: InputPlaces): readonly string[] {
  const { name, path } = input.file;
  if (input.role === 'toolchain') {
    const suffix = inToolchains(input);
    return [path, ...(suffix === undefined ? [] : toolchainRoots.map((root) => `${root}/${suffix}`))];
  }
  return name.startsWith('/') ? [name] : [`${folder}/${name}`, path];
}
