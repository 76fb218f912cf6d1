/** What a framework's own tool printed becomes reported metrics and an outcome; there are no samples. */
import type { Execution } from '#domain/message.js';
import type { RunTool } from '#domain/tool.js';
import type { ToolReading } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';
import { readMessages } from './harvest-messages.js';
import type { Scene, WorkHarvest } from './harvest-scene.js';
import { judgeSummary } from './judge-summary.js';
import { logReading } from './log-reading.js';
import { printedBoth } from './printed.js';
import { reportedMetrics } from './reported-metrics.js';

export async function harvestSummary(
  { tool, asked, streams }: { readonly tool: RunTool; readonly asked: Execution; readonly streams: number },
  { ending, spool, words }: Scene,
): Promise<WorkHarvest> {
  // Whoever starts the tool may say in messages what it really used; the figures are the tool's.
  const messages = await readMessages(spool);
  if (!messages.ok) {
    return { outcome: { kind: 'failed', failure: messages.error }, files: [], metrics: [], versions: {} };
  }
  const reading = toolReaders[tool].parse(await printedBoth(spool));
  return {
    outcome: judgeSummary({ reading, messages: messages.value, asked }, ending, words),
    files: [],
    metrics: reading.kind === 'complete' ? reportedMetrics(reading, streams > 1) : [],
    reading: logReading(tool, reading),
    versions: messages.value.hello?.versions ?? versionsOf(tool, reading),
  };
}

function versionsOf(tool: RunTool, { version }: ToolReading): Readonly<Record<string, string>> {
  if (version === null) return {};
  // Of `2026.4.1-22982-e213a147257-releases/2026/4` the first part is the release.
  return { [versionNames[tool]]: version.split('-')[0] ?? version };
}

/** Of what each of them prints the version. */
const versionNames: Readonly<Record<RunTool, string>> = {
  'benchmark-app': 'openvino',
  hailortcli: 'hailort',
  'benchmark-model': 'tflite',
  benchncnn: 'ncnn',
  'onnxruntime-perf-test': 'onnxruntime',
  trtexec: 'tensorrt',
};
