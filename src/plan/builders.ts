/** Which builders can do a conversion, as far as it is known; and what is missing where none can. */
import { Memo } from '#core/memo.js';
import type { Inventory } from '#domain/board.js';
import { buildersOf } from '#domain/builders.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { AskedVersion } from '#domain/tool-choice.js';
import type { Conversion, Toolchain } from '#domain/toolchain.js';
import { installPieces, isPrepared } from './install.js';
import { type Fit, fitOf, machinesThatFit, needsOf, type ToolNeeds } from './tools.js';

export class Builders {
  readonly #known: Known;
  readonly #names: readonly BoardId[];
  readonly #fitting = new Memo<readonly BoardId[]>();

  constructor(inventory: Inventory, known: Known) {
    this.#known = known;
    this.#names = [...buildersOf(inventory).keys()];
  }

  /** Those that are certain, then those to be probed. */
  able(conversion: Conversion, version: AskedVersion | null): readonly BoardId[] {
    const needs = { ...needsOf(conversion), version };
    return (this.#fitting.at([conversion, version?.wanted]).made ??= machinesThatFit(this.#names, needs, this.#known));
  }

  /** For what is asked in any version. */
  with(needs: ToolNeeds): readonly BoardId[] {
    return machinesThatFit(this.#names, { ...needs, version: null }, this.#known);
  }

  lack(conversion: Conversion, toolchain: Toolchain, version: AskedVersion | null): Failure {
    return this.lackFor({ id: conversion.id, tool: conversion.tool, ...needsOf(conversion) }, toolchain, version);
  }

  /** Why none can: of all builders, the one that lacks least. */
  lackFor(
    conversion: ToolNeeds & Pick<Conversion, 'id' | 'tool'>,
    toolchain: Pick<Toolchain, 'name' | 'probes'>,
    version: AskedVersion | null,
  ): Failure {
    const { tools, arch } = conversion;
    const needs = { tools, ...(arch ? { arch } : {}), version };
    const fits = this.#names.map((builder) => ({ builder, fit: fitOf(builder, needs, this.#known) }));
    const missing = fits.flatMap(({ builder, fit }) => (fit.kind === 'missing' ? [{ builder, lacks: fit.lacks }] : []));
    const right = missing.filter(({ lacks }) => !lacks.some(({ tool }) => tool === 'arch'));
    const about = { conversion: conversion.id, toolchain: toolchain.name, tool: conversion.tool };
    const [first, ...rest] = right;
    if (!first) {
      const machines = missing.map(({ builder, lacks }) => `${builder}: ${lacks[0].said}`);
      return silentOf(fits) ?? failure('builder/none', { ...about, arch: conversion.arch ?? [], builders: machines });
    }
    const nearest = rest.reduce((best, each) => (each.lacks.length < best.lacks.length ? each : best), first);
    const [lack, ...also] = nearest.lacks;
    return failure('builder/missing', {
      ...about,
      tool: lack.name,
      ...(also.length > 0 ? { also: also.map(({ name }) => name) } : {}),
      builder: nearest.builder,
      said: lack.said,
      ...(isPrepared(nearest.lacks, toolchain) ? { prepare: toolchain.name } : {}),
      install: installPieces(nearest.lacks, toolchain, version),
    });
  }
}

function silentOf(fits: readonly { readonly fit: Fit }[]): Failure | undefined {
  return fits.flatMap(({ fit }) => (fit.kind === 'silent' ? [fit.because] : []))[0];
}
