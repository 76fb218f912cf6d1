/** One parsed JSON object → one message of protocol 1, with exact shapes: no member too many, none of another type. */
import type { Execution, MessageBody, Placement, Samples } from '#domain/message.js';
import type { Fields } from './fields.js';

type Body<K extends MessageBody['kind']> = Extract<MessageBody, { kind: K }>;

/** One reader a kind; a new kind does not compile without one. */
const readers: { readonly [K in MessageBody['kind']]: (fields: Fields) => Body<K> } = {
  hello,
  loaded,
  samples: (fields) => ({ kind: 'samples', ...samplesOf(fields) }),
  accuracy,
  answers: (fields) => ({ kind: 'answers', digest: fields.digest('digest') }),
  memory: (fields) => ({ kind: 'memory', peakRssBytes: fields.integer('peakRssBytes') }),
  warning: (fields) => ({ kind: 'warning', code: fields.name('code'), text: fields.text('text') }),
  error,
  done: (fields) => ({ kind: 'done', iterations: fields.integer('iterations') }),
};

/** Undefined when something is wrong, which `fields` then tells. */
export function messageBody(fields: Fields): MessageBody | undefined {
  const kind = fields.name('kind');
  if (!isKind(kind)) {
    fields.fail('unknown-kind', 'kind');
    return undefined;
  }
  const body = readers[kind](fields);
  fields.noMore();
  return fields.problem ? undefined : body;
}

function isKind(kind: string): kind is MessageBody['kind'] {
  return Object.hasOwn(readers, kind);
}

function hello(fields: Fields): Body<'hello'> {
  if (fields.integer('protocol') !== 1) fields.fail('protocol-unknown', 'protocol');
  const versions = fields.record('versions', (inner, name) => inner.name(name));
  return { kind: 'hello', protocol: 1, runner: fields.name('runner'), versions };
}

function loaded(fields: Fields): Body<'loaded'> {
  return {
    kind: 'loaded',
    loadNs: fields.integer('loadNs'),
    asked: execution(fields.object('asked')),
    used: execution(fields.object('used')),
    ...(fields.has('placement') ? { placement: placement(fields.object('placement')) } : {}),
  };
}

function execution(fields: Fields): Execution {
  const read = { provider: fields.name('provider'), unit: fields.name('unit'), arithmetic: fields.name('arithmetic') };
  fields.noMore();
  return read;
}

function placement(fields: Fields): Placement {
  const nodesByArithmetic = fields.record('nodesByArithmetic', (inner, name) => inner.integer(name));
  fields.noMore();
  return { nodesByArithmetic };
}

const phaseNames = ['preprocess', 'inference', 'postprocess'] as const;

function samplesOf(fields: Fields): Samples {
  const of = fields.oneOf('of', ['cold', 'warm-up', 'steady']);
  const first = fields.integer('first');
  const items = fields.has('items') ? fields.integer('items') : 1;
  if (items === 0) fields.fail('wrong-type', 'items');
  const startNs = fields.integers('startNs');
  const stream = fields.has('stream') ? fields.integers('stream') : undefined;
  if (stream && stream.length !== startNs.length) fields.fail('unequal-lengths', 'stream');
  const inner = fields.object('phases');
  const phases: Partial<Record<(typeof phaseNames)[number], readonly number[]>> = {};
  for (const phase of phaseNames) {
    if (!inner.has(phase)) continue;
    const values = inner.integers(phase);
    if (values.length !== startNs.length) inner.fail('unequal-lengths', phase);
    phases[phase] = values;
  }
  inner.noMore();
  return { of, first, ...(items === 1 ? {} : { items }), startNs, ...(stream ? { stream } : {}), phases };
}

function accuracy(fields: Fields): Body<'accuracy'> {
  const counted = fields.integer('counted');
  const hits = fields.record('hits', (inner, top) => {
    const count = inner.integer(top);
    if (count > counted) inner.fail('more-hits-than-counted', top);
    return count;
  });
  return { kind: 'accuracy', data: fields.digest('data'), counted, hits };
}

function error(fields: Fields): Body<'error'> {
  return {
    kind: 'error',
    at: fields.oneOf('at', ['load', 'warm-up', 'measure', 'accuracy']),
    code: fields.oneOf('code', ['refused', 'failed', 'out-of-memory']),
    text: fields.text('text'),
    ...(fields.has('operator') ? { operator: fields.name('operator') } : {}),
  };
}
