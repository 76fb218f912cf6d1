/**
 * A run set that was measured by the built program with a framework that pretends, with a conversion, and everything of
 * it that a manifest names: for breaking it in every way and mending it again.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createKeptFiles } from '#adapters/files/kept-files.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { Finding, Verification } from '#domain/verification.js';
import { type VerifyRequest, verifyRun } from '#engine/verify.js';
import { runToEnd } from '#test/cli/binary.js';
import { pretendProject } from '#test/cli/pretend-project.js';

export interface MeasuredProject {
  readonly folder: string;
  readonly runs: string;
  /** In this process: a program's start for each broken byte would take minutes. */
  verify(saved?: VerifyRequest['saved']): Promise<Verification>;
  sql(statement: string, ...values: readonly (string | number)[]): void;
  all(query: string): readonly Readonly<Record<string, unknown>>[];
  remove(): void;
}

/** Where the program refuses in words before it looks: the store is of another program or version, or has no run set. */
export class Refused extends Error {}

export async function measuredProject(): Promise<MeasuredProject> {
  const project = pretendProject(['measure', 'crash'], 2);
  const { folder, experiment, remove } = project;
  withConversion(folder);
  const run = await runToEnd(['run', experiment], { cwd: folder });
  if (run.code !== 3) throw new Error(`the run ended with ${String(run.code)}: ${run.out}${run.err}`);
  const runs = join(folder, 'runs');
  const database = join(runs, 'orchestrate.db');
  return {
    folder,
    runs,
    remove,
    verify: async (saved = null) => {
      const opened = openResultStore(database, { mode: 'read' });
      if (!opened.ok) throw new Refused(opened.error.kind);
      try {
        const [runSet] = opened.value.runSets();
        if (!runSet) throw new Refused('nothing was measured');
        const places = {
          experiment: join(folder, experiment),
          folder,
          inventory: { name: 'inventory.yaml', place: join(folder, 'inventory.yaml') },
          toolchainRoots: [folder],
        };
        const world = { store: opened.value, files: createKeptFiles(runs) };
        return await verifyRun(world, { runSet, places, saved, tell: () => undefined });
      } finally {
        opened.value.close();
      }
    },
    sql: (statement, ...values) => {
      const db = new Database(database);
      db.prepare(statement).run(...values);
      db.close();
    },
    all: (query) => {
      const db = new Database(database, { readonly: true });
      const rows = db.prepare<[], Record<string, unknown>>(query).all();
      db.close();
      return rows;
    },
  };
}

/** Copies the model under another precision: an artifact in the store, a log of a converter. */
function withConversion(folder: string): void {
  const toolchain = join(folder, 'toolchains/pretend');
  const yaml = join(toolchain, 'toolchain.yaml');
  const text = `${readFileSync(yaml, 'utf8')}probes:
  copier: { kind: node-package, package: yaml }
conversions:
  - id: copy
    from: { format: raw, precision: any }
    to: { format: text, precision: same }
    needs: [node, copier]
    tool: copier
    argv: ["{node}", "{files}/copy.mjs", "{source}", "{out}"]
    files: [copy.mjs]
    cost: 1
`;
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(yaml, text);
  writeFileSync(
    join(toolchain, 'copy.mjs'),
    "import { copyFileSync } from 'node:fs';\ncopyFileSync(process.argv[2], process.argv[3]);\nprocess.stdout.write('copied\\n');\n",
  );
  const experiment = join(folder, 'pretend.yaml');
  writeFileSync(experiment, readFileSync(experiment, 'utf8').replace('format: text', 'format: raw'));
}

/** Puts the file's bytes back, whatever is there now. */
export function restoring(path: string): () => void {
  const bytes = readFileSync(path);
  return () => {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, bytes);
  };
}

export function allFindings({ results, inputs, saved }: Verification): readonly Finding[] {
  return [...results.findings, ...(inputs?.findings ?? []), ...(saved?.findings ?? [])];
}
