/** What is in the data sets, as far as the plan needs it: how many items to draw from, and which of them two sets share. */
import type { Digest } from '#core/digest.js';
import type { Known, Tensors } from '#domain/known.js';
import type { Question } from '#plan/question.js';
import type { ReadingWorld } from './world.js';

export async function gatherTensors(
  world: ReadingWorld,
  { experiment }: Pick<Question, 'experiment'>,
  files: Known['files'],
): Promise<ReadonlyMap<Digest, Tensors>> {
  const drawnFrom = [...experiment.models.values()].flatMap(({ calibration }) => calibration?.data ?? []);
  const { accuracy, inputData } = experiment.protocol;
  // Item by item only where calibration and accuracy could meet: it reads both sets whole.
  const compared = new Set(accuracy && drawnFrom.length > 0 ? [...drawnFrom, accuracy.data] : []);
  const found = new Map<Digest, Tensors>();
  for (const name of new Set([...compared, ...drawnFrom, ...(inputData === undefined ? [] : [inputData])])) {
    const file = files.get(experiment.data.get(name)?.path ?? '');
    if (file?.kind !== 'known') continue;
    const tensors = await world.files.tensors(file.value, compared.has(name));
    if (tensors) found.set(file.value.digest, tensors);
  }
  return found;
}
