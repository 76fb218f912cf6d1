/** Every tool whose output is read, with its reader. */
import type { ToolName, ToolPurpose } from '#domain/tool.js';
import { parseBenchmarkApp } from './benchmark-app.js';
import { parseBenchmarkModel } from './benchmark-model.js';
import { parseBenchncnn } from './benchncnn.js';
import { parseEdgetpuCompiler } from './edgetpu-compiler.js';
import { parseHailortcli } from './hailortcli.js';
import { parseHwmon } from './hwmon.js';
import { parseNvidiaSmi } from './nvidia-smi.js';
import { parseOnnxruntimePerfTest, parseOnnxruntimePerfTestTimes } from './onnxruntime-perf-test.js';
import { parseTegrastats } from './tegrastats.js';
import type { ToolReading } from './tool-reading.js';
import { parseTrtexec, parseTrtexecBuild } from './trtexec.js';
import { parseTrtexecTimes } from './trtexec-times.js';
import { parseVcgencmd } from './vcgencmd.js';

export interface ToolReader {
  /** As the tool calls itself. */
  readonly calledItself: string;
  readonly purpose: ToolPurpose;
  /**
   * Raised whenever the same text gives another reading: kept with what it gave, so that one sees which reading made a
   * number.
   */
  readonly revision: number;
  /** Pure, for any text, in time that grows with its length alone. The warm-up that the tool was given, if that is known. */
  readonly parse: (text: string, warmUpNs?: number) => ToolReading;
}

export const toolReaders: Readonly<Record<ToolName, ToolReader>> = {
  'benchmark-app': { calledItself: 'benchmark_app', purpose: 'run', revision: 2, parse: parseBenchmarkApp },
  hailortcli: { calledItself: 'hailortcli', purpose: 'run', revision: 1, parse: parseHailortcli },
  'edgetpu-compiler': {
    calledItself: 'edgetpu_compiler',
    purpose: 'compile',
    revision: 1,
    parse: parseEdgetpuCompiler,
  },
  trtexec: { calledItself: 'trtexec', purpose: 'run', revision: 1, parse: parseTrtexec },
  'trtexec-build': { calledItself: 'trtexec', purpose: 'compile', revision: 1, parse: parseTrtexecBuild },
  'trtexec-times': {
    calledItself: 'trtexec',
    purpose: 'samples',
    revision: 1,
    parse: parseTrtexecTimes,
  },
  tegrastats: { calledItself: 'tegrastats', purpose: 'telemetry', revision: 1, parse: parseTegrastats },
  vcgencmd: { calledItself: 'vcgencmd', purpose: 'telemetry', revision: 1, parse: parseVcgencmd },
  'nvidia-smi': { calledItself: 'nvidia-smi', purpose: 'telemetry', revision: 1, parse: parseNvidiaSmi },
  hwmon: { calledItself: 'hwmon', purpose: 'telemetry', revision: 1, parse: parseHwmon },
  'benchmark-model': { calledItself: 'benchmark_model', purpose: 'run', revision: 1, parse: parseBenchmarkModel },
  benchncnn: { calledItself: 'benchncnn', purpose: 'run', revision: 1, parse: parseBenchncnn },
  'onnxruntime-perf-test': {
    calledItself: 'onnxruntime_perf_test',
    purpose: 'run',
    revision: 1,
    parse: parseOnnxruntimePerfTest,
  },
  'onnxruntime-perf-test-times': {
    calledItself: 'onnxruntime_perf_test',
    purpose: 'samples',
    revision: 1,
    parse: parseOnnxruntimePerfTestTimes,
  },
};
