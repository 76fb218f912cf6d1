/** What a cell is fed with while it is measured, and what its answers are counted against. */

import { present } from '#core/invariant.js';
import { Memo } from '#core/memo.js';
import { err, ok, type Result } from '#core/result.js';
import type { Protocol } from '#domain/experiment.js';
import type { Known } from '#domain/known.js';
import type { Model } from '#domain/model.js';
import type { BoardId } from '#domain/names.js';
import type { Measurement, PlannedFile } from '#domain/plan.js';
import type { Toolchain } from '#domain/toolchain.js';
import { dataFiles } from './files.js';
import { partsOn } from './parts.js';
import { type Question, type Refusal, unavailable } from './question.js';
import type { DataIngredient } from './recipe.js';

export interface Feed {
  readonly inputImages: PlannedFile | null;
  readonly accuracy: Measurement['accuracy'];
  readonly input: Measurement['input'];
  readonly ingredient: DataIngredient;
}

export function feedOf(
  protocol: Protocol,
  model: Model,
  { question, known }: { readonly question: Question; readonly known: Known },
): Result<Feed, Refusal> {
  const look = (name: string): ReturnType<typeof dataFiles> =>
    dataFiles(present(question.experiment.data.get(name), `data set ${name}`), known);
  const input = protocol.inputData === undefined ? null : look(protocol.inputData);
  if (input && !input.ok) return err(unavailable(input.error));
  const counted = protocol.accuracy && look(protocol.accuracy.data);
  if (counted && !counted.ok) return err(unavailable(counted.error));
  const inputImages = input ? input.value.images : null;
  const accuracy =
    protocol.accuracy && counted
      ? {
          images: counted.value.images,
          labels: present(counted.value.labels, 'labels of accuracy'),
          top: protocol.accuracy.top,
        }
      : null;
  return ok({
    inputImages,
    accuracy,
    input: inputOf(model),
    ingredient: {
      input: inputImages
        ? { kind: 'file', digest: inputImages.digest }
        : { kind: 'random', shape: present(model.inputs[0], 'input of the model').shape },
      accuracy: accuracy && { images: accuracy.images.digest, labels: accuracy.labels.digest },
    },
  });
}

/** As its boards can keep the data; cells that are alike share what is made. */
export function createAccuracies({
  inventory,
}: Question): (accuracy: Measurement['accuracy'], on: readonly BoardId[]) => Measurement['accuracy'] {
  const made = new Memo<NonNullable<Measurement['accuracy']>>();
  return (accuracy, on) => {
    if (!accuracy?.images.cut) return accuracy;
    const known = made.at([accuracy, on.join()]);
    if (known.made) return known.made;
    const boards = on.flatMap((id) => inventory.boards.get(id) ?? []);
    const parts = partsOn(boards, accuracy.images);
    known.made = { ...accuracy, ...(parts ? { parts } : {}) };
    return known.made;
  };
}

function inputOf({ inputs: [input] }: Model): Measurement['input'] {
  return { name: input?.name ?? null, shape: input?.shape ?? null };
}

/** With images turned around where the framework wants them the other way, and both ways are known. */
export function createInputs(): (feed: Feed, model: Model, toolchain: Toolchain) => Measurement['input'] {
  const made = new Memo<Measurement['input']>();
  return (feed, { inputs: [input] }, { layout }) => {
    if (!input?.layout || !layout || input.layout === layout) return feed.input;
    return (made.at([feed.input, layout]).made ??= { ...feed.input, layout: { data: input.layout, model: layout } });
  };
}
