/** A process that launches one attempt on this machine and waits for it: there to be killed. Built by the test that uses it. */
import { createLocalConnector } from '#adapters/boards/local-connector.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { bytes, ns, seconds } from '#core/units.js';
import { attemptId, boardId } from '#domain/names.js';

const [supervisorPath = '', state = '', lock = '', attempt = '', ...argv] = process.argv.slice(2);
const clock = createSystemClock();
const bound = { deadline: ns(clock.monotonicNs() + 60e9), signal: new AbortController().signal };
const board = { id: boardId('here'), transport: { kind: 'local' as const }, devices: [], paths: { state, lock } };
const session = await createLocalConnector({ clock, supervisorPath, modulesRoot: null }).connect(board, bound);
if (!session.ok) throw new Error(JSON.stringify(session.error));
const limits = { runNs: seconds(60), graceNs: seconds(1), messagesBytes: bytes(1e6), logBytes: bytes(65_536) };
const job = { attempt: attemptId(attempt), argv, env: {}, files: [], document: null, exclusive: true, limits };
await session.value.launch(job, bound);
process.stdout.write('begun\n');
await session.value.wait(job.attempt, bound);
