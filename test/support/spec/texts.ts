/** Toolchains and experiments as texts, small but complete: what a user would write. */

export const nodeToolchain = (name: string, more = ''): string => `schema: 1
name: ${name}
loads: ort-optimized
precisions: [fp32, fp16, int8]
on: [{ unit: npu, provider: npu-provider }, { unit: cpu, provider: cpu-provider }]
options:
  threads: { type: integer, effect: run, default: 1, min: 1, max: 64 }
  level: { type: word, effect: convert, default: all, values: [basic, extended, all] }
probes:
  ${name}-node: { kind: node-package, package: ${name}-node }
runners:
  - name: ${name}-runner
    protocol: 1
    needs: [node, ${name}-node]
    argv: ["{node}", "{files}/run.mjs", "{job}"]
    files: [run.mjs]
conversions:
  - id: optimise
    from: { format: onnx, precision: any }
    to: { format: ort-optimized, precision: same }
    needs: [node]
    tool: ${name}-node
    argv: ["{node}", "{files}/optimise.mjs", "{modules}", "{source}", "{out}", "--level={level}"]
    files: [optimise.mjs]
    failures: [{ line: "Unsupported operator", code: conversion/refused }]
${more}`;

/** Loads sources as they are, and has no options. */
export const plainToolchain = (name: string): string => `schema: 1
name: ${name}
loads: onnx
precisions: [fp32, int8]
on: [{ unit: cpu, provider: wasm }]
probes: { web: { kind: node-package, package: "@scope/web" } }
runners: [{ name: web-runner, protocol: 1, needs: [node, web], argv: ["{node}", "{files}/web.mjs", "{job}"], files: [web.mjs] }]
`;

export interface TextParts {
  readonly axes?: string;
  readonly rules?: string;
  readonly matrix?: string;
  readonly models?: string;
  readonly more?: string;
  readonly measure?: string;
}

export function experimentText(parts: TextParts = {}): string {
  const axes =
    parts.axes ?? '{ device: [this-machine], model: [small, large], framework: [ort, web], precision: [fp32, int8] }';
  return `schema: 1
name: example
matrix:
${parts.matrix ?? `  axes: ${axes}\n${parts.rules ?? ''}`}
models:
${
  parts.models ??
  `  small:
    sources:
      - { format: onnx, precision: fp32, path: models/small.fp32.onnx }
      - { format: onnx, precision: int8, path: models/small.int8.onnx }
    inputs: [{ name: input, shape: [batch, 3, 8, 8] }]
    attributes: { min_memory_mb: 300 }
  large:
    sources: [{ format: onnx, precision: fp32, path: models/large.fp32.onnx }]
    inputs: [{ name: input, shape: [batch, 3, 8, 8] }]`
}
data:
  digits: { path: data/images.npy, labels: data/labels.npy }
  bare: { path: data/bare.npy }
measure: ${parts.measure ?? '{ sessions: 3, duration: { min: 500ms }, accuracy: { data: digits } }'}
${parts.more ?? ''}`;
}
