/** A selector as text in one way: what is read from it is the same selector. */

import { isGlob } from '#core/glob.js';
import { exhaustive } from '#core/invariant.js';
import { type FieldValue, metricKindOf, type Selector } from '#domain/selector.js';
import { printQuantity } from './selector-quantity.js';

export function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
      return selector.of.map(inner).join(' and ');
    case 'any':
      return selector.of.map(inner).join(' or ');
    case 'not':
      return `not ${inner(selector.of)}`;
    case 'field':
      return `${selector.field}:${selector.values.map(printValue).join(',')}`;
    case 'metric': {
      const kind = metricKindOf(selector.metric);
      return `${selector.metric}${selector.operator}${kind ? printQuantity(kind, selector.value) : selector.value}`;
    }
    default:
      return exhaustive(selector);
  }
}

/** Brackets more often than needed: who reads it should not have to know what binds before what. */
function inner(selector: Selector): string {
  const text = printSelector(selector);
  return selector.kind === 'all' || selector.kind === 'any' ? `(${text})` : text;
}

function printValue({ kind, text }: FieldValue): string {
  const plain = /^[^\s()|,'"<>&!]+$/.test(text) && (kind === 'glob' || !isGlob(text));
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
