/**
 * A place in a YAML document: what stands there and where. Everything a cursor is asked for is `undefined` or empty when the
 * document has something else there, because the schema has already said so: readers stay straight and find all errors.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Mark } from '#domain/diagnostic.js';
import type { Marker } from './marks.js';

export interface Cursor {
  /** Of the value; of the key where there is no value. */
  readonly mark: Mark;
  readonly keyMark: Mark;
  at(key: string): Cursor | undefined;
  members(): readonly (readonly [string, Cursor])[];
  items(): readonly Cursor[];
  readonly kind: 'map' | 'list' | 'scalar' | 'nothing';
  /** As written, quotes removed: `3.10` stays `3.10`. */
  readonly text: string | undefined;
  readonly quoted: boolean;
  /** The value as YAML 1.2 core reads it. */
  readonly value: string | number | boolean | undefined;
}

interface Ground {
  readonly document: Document;
  readonly marker: Marker;
}

export function rootCursor(document: Document, marker: Marker): Cursor {
  const ground = { document, marker };
  return cursorAt(ground, document.contents, marker(0, 1));
}

function cursorAt(ground: Ground, written: unknown, keyMark: Mark): Cursor {
  const node = resolve(ground, written);
  const scalar = isScalar(node) ? node : undefined;
  const members = once(() => membersOf(ground, node));
  return {
    mark: markOf(ground, written) ?? keyMark,
    keyMark,
    at: (key) => members().find(([name]) => name === key)?.[1],
    members,
    items: once(() =>
      isSeq(node) ? node.items.map((item) => cursorAt(ground, item, markOf(ground, item) ?? keyMark)) : [],
    ),
    kind: isMap(node) ? 'map' : isSeq(node) ? 'list' : scalar && scalar.value !== null ? 'scalar' : 'nothing',
    text: scalar && textOf(scalar),
    quoted: scalar?.type !== undefined && scalar.type !== 'PLAIN',
    value: scalar && valueOf(scalar),
  };
}

function membersOf(ground: Ground, node: unknown): (readonly [string, Cursor])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const keyMark = markOf(ground, key);
    return isScalar(key) && keyMark ? [[textOf(key) ?? '', cursorAt(ground, value, keyMark)] as const] : [];
  });
}

function resolve(ground: Ground, node: unknown): unknown {
  return isAlias(node) ? node.resolve(ground.document) : node;
}

function markOf(ground: Ground, node: unknown): Mark | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range ? ground.marker(range[0], range[1]) : undefined;
}

/** Every class of node has a range; the check is on the shape, because three guards would say the same. */
function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

function textOf(scalar: Scalar): string | undefined {
  if (typeof scalar.value === 'string') return scalar.value;
  return scalar.source;
}

function valueOf(scalar: Scalar): string | number | boolean | undefined {
  const { value } = scalar;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
