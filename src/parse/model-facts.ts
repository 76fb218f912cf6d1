/** One line of `describe.mjs` → what is in a model or an array. The file behind it is a stranger's: bounded and typed here. */
import type { ArrayLook, FileTrouble, ModelLook, TensorFacts } from '#domain/model-facts.js';
import { isObject } from './fields.js';
import { plainText } from './plain-text.js';

/** As long as a name may be in an experiment. */
const longestName = 200;
const longestSaying = 600;
const mostTensors = 1000;
const mostDimensions = 16;

export function modelLookOf(line: string): ModelLook {
  const told = parsed(line);
  if (told['kind'] !== 'model') return troubleOf(told);
  const inputs = listOf(told['inputs']).map(tensorOf);
  const outputs = listOf(told['outputs']).map(tensorOf);
  const odd = inputs.find(({ name }) => name === '' || name !== plainText(name, longestName));
  if (odd) return { kind: 'refused', said: `an input has a name that cannot be written: ${plainText(odd.name, 60)}` };
  const elements = isObject(told['elements']) ? Object.entries(told['elements']) : [];
  return {
    kind: 'model',
    facts: {
      inputs,
      outputs,
      operators: listOf(told['operators']).map((name) => plainText(textOf(name), longestName)),
      elements: Object.fromEntries(elements.map(([type, count]) => [plainText(type, 20), Number(count)])),
    },
  };
}

export function arrayLookOf(line: string): ArrayLook {
  const told = parsed(line);
  if (told['kind'] !== 'array') return troubleOf(told);
  return { kind: 'array', type: textOf(told['type']), shape: listOf(told['shape']).map(Number) };
}

function troubleOf(told: Readonly<Record<string, unknown>>): FileTrouble {
  if (told['kind'] === 'external-weights') return { kind: 'external-weights' };
  const said = typeof told['said'] === 'string' ? plainText(told['said'], longestSaying) : '';
  return { kind: 'refused', said: said === '' ? 'it ended without an answer' : said };
}

function tensorOf(told: unknown): TensorFacts {
  const tensor = isObject(told) ? told : {};
  const shape = listOf(tensor['shape']).slice(0, mostDimensions).map(dimensionOf);
  return { name: textOf(tensor['name']), type: plainText(textOf(tensor['type']), 20), shape };
}

function textOf(told: unknown): string {
  return typeof told === 'string' ? told : '';
}

/** Nothing below one is a size: older exporters write -1 or 0 for a free dimension. */
function dimensionOf(told: unknown): number | string {
  if (typeof told === 'number') return Number.isSafeInteger(told) && told > 0 ? told : '';
  return plainText(textOf(told), 50);
}

function listOf(told: unknown): readonly unknown[] {
  return Array.isArray(told) ? told.slice(0, mostTensors) : [];
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(line);
    return isObject(told) ? told : {};
  } catch {
    return {};
  }
}
