import { describe, expect, it } from 'vitest';
import { journalBody } from '#adapters/sqlite/journal-body.js';
import { err, ok } from '#core/result.js';
import { bytes } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import { unknownMoment } from '#domain/board-moment.js';
import type { EventBody } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import { attemptId, boardId } from '#domain/names.js';

const attempt = attemptId('r.a.1');
const board = boardId('here');
const facts: BoardFacts = {
  os: 'linux',
  kernel: null,
  arch: null,
  cpuModel: null,
  cpuCount: 2,
  memoryBytes: bytes(1),
  governor: null,
  machineId: null,
  bootId: null,
  model: null,
  serial: null,
  mac: null,
  freeBytes: null,
  moment: unknownMoment,
  node: null,
  python: null,
  tools: Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`tool${i}`, { kind: 'missing', said: 'x'.repeat(100) } as const]),
  ),
};
const lost = failure('board/link-lost', { after: 3 });

describe('a journal body', () => {
  it.each<[EventBody, string]>([
    [{ kind: 'probed', board, facts: ok(facts) }, '{"board":"here"}'],
    [
      { kind: 'probed', board, facts: err(lost) },
      '{"board":"here","failure":{"class":"infrastructure","code":"board/link-lost","facts":{"after":3}}}',
    ],
    [
      { kind: 'silent', attempt, failure: lost },
      '{"attempt":"r.a.1","failure":{"class":"infrastructure","code":"board/link-lost","facts":{"after":3}}}',
    ],
    [
      { kind: 'held', attempt, holder: { attempt: 'x', pid: 1, user: null, since: null } },
      '{"attempt":"r.a.1","holder":{"attempt":"x","pid":1,"since":null,"user":null}}',
    ],
    [{ kind: 'stopped', attempt, left: 'left-over' }, '{"attempt":"r.a.1","left":"left-over"}'],
    [{ kind: 'absent', attempt }, '{"attempt":"r.a.1"}'],
    [{ kind: 'stop', how: 'now' }, '{"how":"now"}'],
    [{ kind: 'woke' }, '{}'],
  ])('of %j is canonical and small', (event, body) => {
    expect(journalBody(event, [])).toBe(body);
  });

  it('names what was wanted next, in order', () => {
    const commands = [
      { kind: 'probe', board },
      { kind: 'reconcile', attempt },
      { kind: 'stop', attempt },
    ] as const;
    expect(journalBody({ kind: 'woke' }, commands)).toBe('{"next":["probe here","reconcile r.a.1","stop r.a.1"]}');
  });
});
