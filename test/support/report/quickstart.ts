/** A run set as a quickstart leaves it: numbers, a refusal, a fall-back, a failure, a cell without a route. */
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import { failure } from '#domain/failure.js';
import type { ArtifactKey } from '#domain/names.js';
import type { PlannedCell, RunCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { RunRecords } from '#report/cell-view.js';
import {
  accuracy,
  conversion,
  failed,
  fellBack,
  log,
  session,
  sessionMetrics,
  succeeded,
  theRun,
  topMetrics,
  unsupported,
} from './attempts.js';
import { planOf, runCell, settledCell, step, stepKey } from './plans.js';

const models = ['digits-cnn', 'digits-resnet'];

const levelsOf = (model: string, framework: string, precision: string): Record<string, string> => ({
  device: 'local',
  model,
  framework,
  precision,
});

const medians: Readonly<Record<string, number>> = { fp32: 1_840_000, fp16: 2_310_000, int8: 972_000 };

export function quickstart(): RunRecords {
  const cells: PlannedCell[] = [];
  const records: AttemptRecord[] = [];
  records.push(conversion('optimise', succeeded, { minute: 30 }));
  for (const [m, model] of models.entries()) {
    for (const framework of ['onnxruntime', 'onnxruntime-web']) {
      for (const precision of ['fp32', 'fp16', 'int8']) {
        const cell = runCell(levelsOf(model, framework, precision), { steps: [stepKey('optimise')] });
        cells.push(cell);
        records.push(
          ...attemptsAt(cell, (medians[precision] ?? 0) * (1 + 2 * m) * (framework === 'onnxruntime' ? 1 : 2.6)),
        );
      }
    }
  }
  cells.push(
    settledCell(
      levelsOf('digits-cnn', 'tflite', 'int8'),
      'unsupported',
      failure('route/none', { framework: 'tflite', precision: 'int8' }),
    ),
  );
  const artifacts: RunRecords['artifacts'] = [
    {
      key: digestOf('artifact') as ArtifactKey,
      step: stepKey('optimise'),
      made: { kind: 'bytes', digest: digestOf('optimised'), bytes: bytes(2_510_000) },
      madeBy: conversion('optimise').id,
    },
  ];
  return { runSet: theRun, plan: planOf(cells, [step('optimise')]), records, retired: [], artifacts };
}

function attemptsAt(cell: RunCell, median: number): AttemptRecord[] {
  const { framework, precision, model } = cell.levels;
  if (framework === 'onnxruntime-web' && precision === 'fp16') {
    const said = "Could not find an implementation for Conv(11) node with name '/stem/Conv'";
    return [
      session(cell, 1, unsupported('toolchain/refused', { at: 'load', said, operator: 'Conv' }), {
        files: [log('stderr', 'a1')],
      }),
    ];
  }
  if (framework === 'onnxruntime' && precision === 'fp16') {
    return [session(cell, 1, fellBack, { metrics: sessionMetrics(median) })];
  }
  const last = framework === 'onnxruntime-web' && model === 'digits-resnet' && precision === 'int8';
  return [
    session(cell, 1, succeeded, {
      metrics: sessionMetrics(median * 0.99),
      files: [log('stdout', 'a1'), log('stderr', 'a1')],
    }),
    session(cell, 2, succeeded, { metrics: sessionMetrics(median) }),
    last
      ? session(cell, 3, failed('runner/crashed', { exitCode: 134, signal: null, said: 'memory access out of bounds' }))
      : session(cell, 3, succeeded, { metrics: sessionMetrics(median * 1.012) }),
    accuracy(cell, succeeded, { metrics: topMetrics(precision === 'int8' ? 291 : 293, 300) }),
  ];
}
