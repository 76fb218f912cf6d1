/**
 * Tools of vendors and frameworks whose words can be read, by what they are started for; `parse/tools.ts` has the reader
 * of each. They are called as they call themselves, with hyphens.
 */

/** Measure a model; a runner of a toolchain may be one. */
export const runTools = [
  'benchmark-app',
  'benchmark-model',
  'benchncnn',
  'hailortcli',
  'onnxruntime-perf-test',
  'trtexec',
] as const;
export type RunTool = (typeof runTools)[number];

/** Make what a device loads; a conversion of a toolchain may be one. */
export const compileTools = ['edgetpu-compiler', 'trtexec-build'] as const;
export type CompileTool = (typeof compileTools)[number];

/** Files that a tool leaves, with a row for each inference. */
export const sampleTools = ['onnxruntime-perf-test-times', 'trtexec-times'] as const;
export type SampleTool = (typeof sampleTools)[number];

/** Look at a board while something runs on it. */
export const telemetryTools = ['tegrastats', 'vcgencmd', 'nvidia-smi', 'hwmon'] as const;
export type TelemetryTool = (typeof telemetryTools)[number];

/** What for a tool is started: to measure a model, to make what a device loads, to look at a board. */
export type ToolPurpose = 'run' | 'compile' | 'samples' | 'telemetry';
export type ToolName = RunTool | CompileTool | SampleTool | TelemetryTool;

export const toolNames: readonly ToolName[] = [...runTools, ...compileTools, ...sampleTools, ...telemetryTools];

/** `benchmark_app` is `benchmark-app`. */
export function toolCalled(name: string): ToolName | undefined {
  const hyphened = name.toLowerCase().replaceAll('_', '-');
  return toolNames.find((each) => each === hyphened);
}
