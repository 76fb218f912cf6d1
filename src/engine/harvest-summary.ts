/** What a framework's own tool printed becomes reported metrics and an outcome; there are no samples. */
import type { Execution } from '#domain/message.js';
import type { ParserName } from '#domain/toolchain.js';
import { type BenchmarkAppReading, parseBenchmarkApp } from '#parse/benchmark-app.js';
import { readMessages } from './harvest-messages.js';
import type { Scene, WorkHarvest } from './harvest-scene.js';
import { judgeSummary } from './judge-summary.js';
import { reportedMetrics } from './reported-metrics.js';
import { pieces, type Spool } from './spool.js';

/** By the name under which a toolchain asks for it. */
const parsers: Readonly<Record<ParserName, (text: string) => BenchmarkAppReading>> = {
  'benchmark-app': parseBenchmarkApp,
};

export async function harvestSummary(
  { parser, asked }: { readonly parser: ParserName; readonly asked: Execution },
  { ending, spool, words }: Scene,
): Promise<WorkHarvest> {
  // Whoever starts the tool may say in messages what it really used; the figures are the tool's.
  const messages = await readMessages(spool);
  if (!messages.ok) {
    return { outcome: { kind: 'failed', failure: messages.error }, files: [], metrics: [], versions: {} };
  }
  const reading = parsers[parser](await printed(spool));
  return {
    outcome: judgeSummary({ reading, messages: messages.value, asked }, ending, words),
    files: [],
    metrics: reading.kind === 'complete' ? reportedMetrics(reading.summary) : [],
    versions: messages.value.hello?.versions ?? versionsOf(reading),
  };
}

/** The head of the log, and beyond it what was kept of its end: they are two pieces, and no line goes from one to the other. */
async function printed(spool: Spool): Promise<string> {
  let text = '';
  for (const file of ['stdout', 'stdout.tail'] as const) {
    const decoder = new TextDecoder();
    for await (const piece of pieces(spool, file)) text += decoder.decode(piece, { stream: true });
    text += `${decoder.decode()}\n`;
  }
  return text;
}

function versionsOf(reading: BenchmarkAppReading): Readonly<Record<string, string>> {
  const build = reading.kind === 'complete' ? reading.summary.build : null;
  return build === null ? {} : { openvino: build.split('-')[0] ?? build };
}
