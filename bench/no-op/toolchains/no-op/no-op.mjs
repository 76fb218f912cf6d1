/** A runner that measures nothing and says so by the protocol: the least that a session can be. */
import { readFileSync, writeFileSync } from 'node:fs';

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const start = Number(process.hrtime.bigint());
const sample = (of, first) => ({ kind: 'samples', of, first, startNs: [start + first], phases: { inference: [1] } });
const bodies = [
  { kind: 'hello', protocol: 1, runner: 'no-op', versions: { node: process.versions.node } },
  { kind: 'loaded', loadNs: 0, asked: job.asked, used: job.asked },
  sample('cold', 0),
  sample('steady', 1),
  { kind: 'done', iterations: 1 },
];
writeFileSync(job.messages, bodies.map((body, seq) => `${JSON.stringify({ seq, ...body })}\n`).join(''));
