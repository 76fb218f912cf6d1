/** `measure:` and `limits:`, with the defaults of format 1. Defaults never change under the number. */

import { suggest } from '#core/suggest.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Limits, Protocol } from '#domain/experiment.js';
import type { DataSet, Model } from '#domain/model.js';
import type { Cursor } from './cursor.js';
import { at, checkDuration, durationAt, numberAt, textAt } from './fields.js';
import type { Problems } from './problems.js';
import { readCourse } from './read-protocol.js';

export interface Declared {
  readonly data: ReadonlyMap<string, DataSet>;
  readonly models: ReadonlyMap<string, Model>;
  /** Of the models, for the mark of one that lacks a shape. */
  readonly modelCursors: ReadonlyMap<string, Cursor>;
}

export function readMeasure(measure: Cursor | undefined, declared: Declared, problems: Problems): Protocol {
  const accuracy = readAccuracy(measure?.at('accuracy'), declared, problems);
  const inputData = checkedData(measure?.at('data'), declared, problems) ?? accuracy?.data;
  const protocol = {
    sessions: numberAt(measure, 'sessions', 5),
    ...readCourse(measure, problems),
    scenario: 'single-stream',
    input: inputOf(measure, inputData),
    order: 'interleaved',
  } as const;
  checkInput(measure, { input: protocol.input, inputData, declared }, problems);
  const usesData = protocol.input !== 'random' && inputData !== undefined;
  return { ...protocol, ...(usesData ? { inputData } : {}), ...(accuracy ? { accuracy } : {}) };
}

/** What is not said follows from what is there: a named data set is fed, else random numbers. */
function inputOf(measure: Cursor | undefined, inputData: string | undefined): Protocol['input'] {
  const word = textAt(measure, 'input');
  if (word === 'data' || word === 'random' || word === 'repeat-one') return word;
  return inputData === undefined ? 'random' : 'data';
}

function readAccuracy(cursor: Cursor | undefined, declared: Declared, problems: Problems): Protocol['accuracy'] {
  if (cursor?.kind !== 'map') return undefined;
  const data = checkedData(cursor.at('data'), declared, problems);
  const set = data === undefined ? undefined : declared.data.get(data);
  if (set && set.labels === undefined)
    problems.add('spec/data-without-labels', cursor.at('data')?.mark ?? cursor.mark, { data: set.name });
  const top = (cursor.at('top')?.items() ?? []).map(({ value }) => value).filter((value) => typeof value === 'number');
  return { data: data ?? '', top: top.length > 0 ? top : [1, 5] };
}

function checkedData(cursor: Cursor | undefined, { data }: Declared, problems: Problems): string | undefined {
  if (typeof cursor?.value !== 'string') return undefined;
  const known = [...data.keys()];
  if (data.has(cursor.value)) return cursor.value;
  problems.add('spec/unknown-name', cursor.mark, {
    what: 'data set',
    name: cursor.value,
    known,
    suggestion: suggest(cursor.value, known),
  });
  return undefined;
}

interface InputChoice {
  readonly input: Protocol['input'];
  readonly inputData: string | undefined;
  readonly declared: Declared;
}

function checkInput(
  measure: Cursor | undefined,
  { input, inputData, declared }: InputChoice,
  problems: Problems,
): void {
  const written = measure?.at('input');
  if (input !== 'random') {
    const named = measure?.at('data') ?? at(measure, 'accuracy', 'data');
    if (inputData === undefined && !named && written) problems.add('spec/input-without-data', written.mark, { input });
    return;
  }
  for (const [name, model] of declared.models) {
    if (model.inputs.length > 0) continue;
    const cursor = declared.modelCursors.get(name);
    if (cursor) problems.add('spec/input-without-shape', cursor.keyMark, { model: name });
  }
}

export function readLimits(limits: Cursor | undefined, problems: Problems): Limits {
  for (const name of ['convert', 'load', 'measure', 'accuracy']) checkDuration(limits?.at(name), problems);
  return {
    convertNs: durationAt(limits, 'convert', seconds(3600)),
    loadNs: durationAt(limits, 'load', seconds(300)),
    measureNs: autoAt(limits, 'measure'),
    accuracyNs: autoAt(limits, 'accuracy'),
    retries: numberAt(limits, 'retries', 2),
  };
}

function autoAt(limits: Cursor | undefined, name: string): Nanoseconds | 'auto' {
  const text = textAt(limits, name);
  return text === undefined || text === 'auto' ? 'auto' : durationAt(limits, name, seconds(0));
}
