/** The parts of the runners that can be tried without a framework, with the types that plain JavaScript does not tell. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Npy {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** An item and the sizes of its axes. */
interface Laid {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface Kernel {
  readonly operator: string;
  readonly type: string;
  readonly provider: string;
}

export interface RunnerParts {
  readonly npy: {
    readNpy(path: string, most?: number, first?: number): Npy;
    itemsOf(npy: Npy): readonly ArrayLike<number>[];
    itemsIn(paths: readonly string[]): Iterable<ArrayLike<number>>;
    describeNpy(path: string): { readonly shape: readonly number[]; readonly itemBytes: number };
  };
  readonly tensors: {
    randomTensor(shape: readonly number[], seed: number): Float32Array;
    rankOf(scores: ArrayLike<number>, label: number): number;
    laidOut(item: Laid, have: string, want: string): Laid;
  };
  readonly messages: {
    readonly Messages: new (
      path: string,
    ) => {
      say(body: object): void;
      sample(of: string, start: bigint, end: bigint): void;
      close(): void;
    };
  };
  readonly kernels: {
    kernelsOf(profile: string): readonly Kernel[];
    evidenceOf(
      kernels: readonly Kernel[],
      providers: Readonly<Record<string, { readonly provider: string; readonly unit: string }>>,
    ): {
      readonly used: { readonly provider: string; readonly unit: string; readonly arithmetic: string };
      readonly placement: { readonly nodesByArithmetic: Readonly<Record<string, number>> };
    };
  };
}

const paths: { readonly [K in keyof RunnerParts]: string } = {
  npy: 'node-runner/npy.mjs',
  tensors: 'node-runner/tensors.mjs',
  messages: 'node-runner/messages.mjs',
  kernels: 'onnxruntime/kernels.mjs',
};

export async function runnerPart<K extends keyof RunnerParts>(name: K): Promise<RunnerParts[K]> {
  const module: unknown = await import(pathToFileURL(resolve('toolchains', paths[name])).href);
  if (typeof module !== 'object' || module === null) throw new Error(`${paths[name]} is no module`);
  return module as RunnerParts[K];
}
