/** A writer process that records sessions until it is killed (or nobody needs it any more), telling after each commit what is on record. */
import { openResultStore } from '#adapters/sqlite/open.js';
import { ended, evidence, launch, newAttempt, planOf, runCell, runSetOf, session, wall, woke } from './samples.js';

const [, , path = ''] = process.argv;
const opened = openResultStore(path, { mode: 'write' });
if (!opened.ok) throw new Error(opened.error.kind);
const plan = planOf([runCell('one')]);
const runSet = runSetOf('killed', plan);
opened.value.begin(runSet, plan);
for (let ordinal = 1; ordinal < 50_000; ordinal++) {
  const attempt = newAttempt(runSet.id, session('one', ordinal));
  opened.value.record(runSet.id, woke(ordinal), [launch(attempt)], wall(1));
  opened.value.record(runSet.id, ended(attempt, { kind: 'succeeded' }, evidence), [], wall(2));
  process.stdout.write(`${ordinal}\n`);
}
