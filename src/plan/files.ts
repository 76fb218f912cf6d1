/** Files that the plan names, as the look at the disk found them. */

import { err, ok, type Result } from '#core/result.js';
import { type Failure, type FailureCode, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import { baseName, type DataSet, type ModelSource } from '#domain/model.js';
import type { PlannedFile } from '#domain/plan.js';
import type { Toolchain } from '#domain/toolchain.js';

export function sourceFile(source: ModelSource, known: Known): Result<PlannedFile, Failure> {
  const file = planned(source.path, 'source/missing', known);
  if (!file.ok || source.sha256 === undefined || source.sha256 === file.value.digest) return file;
  return err(failure('source/changed', { path: source.path, expected: source.sha256, found: file.value.digest }));
}

export function dataFiles(
  data: DataSet,
  known: Known,
): Result<{ readonly images: PlannedFile; readonly labels: PlannedFile | null }, Failure> {
  const images = planned(data.path, 'data/missing', known);
  if (!images.ok) return images;
  if (data.labels === undefined) return ok({ images: images.value, labels: null });
  const labels = planned(data.labels, 'data/missing', known);
  return labels.ok ? ok({ images: images.value, labels: labels.value }) : labels;
}

/** Named by base name, because that is what they are called on the board. */
export function toolchainFiles(
  toolchain: Toolchain,
  files: readonly string[],
  known: Known,
): Result<readonly PlannedFile[], Failure> {
  const found: PlannedFile[] = [];
  for (const file of files) {
    const one = planned(`${toolchain.name}/${file}`, 'source/missing', known);
    if (!one.ok)
      return err(
        failure('toolchain/missing', {
          tool: one.error.facts['path'] ?? file,
          toolchain: toolchain.name,
          said: 'the file is not there',
        }),
      );
    found.push({ ...one.value, name: baseName(file) });
  }
  return ok(found);
}

/** Of a build: by the paths that the experiment has for them. */
export function inputFiles(paths: readonly string[], known: Known): Result<readonly PlannedFile[], Failure> {
  const found: PlannedFile[] = [];
  for (const path of paths) {
    const file = planned(path, 'source/missing', known);
    if (!file.ok) return file;
    found.push(file.value);
  }
  return ok(found);
}

function planned(path: string, code: FailureCode, known: Known): Result<PlannedFile, Failure> {
  const file = known.files.get(path);
  if (file?.kind !== 'known') return err(failure(code, { path }));
  const { digest, bytes, path: at, cut } = file.value;
  return ok({ name: path, digest, bytes, path: at, ...(cut ? { cut } : {}) });
}
