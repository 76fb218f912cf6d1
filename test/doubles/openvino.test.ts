/** Toolchain openvino on GPUs and NPUs that nobody here has: what the words of their drivers are called. */
import { expect, test } from 'vitest';
import { namedFailure } from '#engine/named-failure.js';
import { Workbench } from '#test/toolchains/workbench.js';

test.each([
  ['[GPU] clEnqueueMapBuffer, error code: -5 CL_OUT_OF_RESOURCES', 'runner/out-of-memory'],
  ['[GPU] Exceeded max size of memory object allocation: requested 4294967296 bytes', 'runner/out-of-memory'],
  ['L0 zeCommandQueueExecuteCommandLists result: ZE_RESULT_ERROR_DEVICE_LOST, code 0x70000001', 'device/missing'],
  ['L0 zeInit result: ZE_RESULT_ERROR_UNINITIALIZED, code 0x78000001', 'device/refused'],
  ['[CLDNN ERROR]. clGetPlatformIDs error -1001', 'device/refused'],
  ['Device with "NPU" name is not registered in the OpenVINO Runtime', 'toolchain/refused'],
  ["[GPU] Can't get PERFORMANCE_HINT property as no supported devices found", undefined],
])('%s: %s', (said, code) => {
  const bench = new Workbench({ framework: 'openvino', runner: 'python', interpreter: 'python3' });
  try {
    for (const { failures = [] } of bench.toolchain.runners)
      expect(namedFailure(failures, [said], {})?.code).toBe(code);
  } finally {
    bench.dispose();
  }
});
