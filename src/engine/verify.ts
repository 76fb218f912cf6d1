/**
 * `verify`: a run set against everything that its manifest names, without a board and without a network. Results are what
 * was kept, and must be intact; inputs are what it was made from, and may have moved on since, which is said apart.
 */
import type { Plain } from '#core/canonical-json.js';
import type { Environment } from '#domain/board.js';
import type { Manifest } from '#domain/manifest.js';
import type { CellKey } from '#domain/names.js';
import { digestOfPlan, type Plan } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import type { CheckedFiles, Finding, Owner, Verification } from '#domain/verification.js';
import type { KeptFiles } from '#ports/kept-files.js';
import type { ResultReader } from '#ports/result-store.js';
import { isComplete, manifestOf } from '#report/manifest.js';
import { resolved } from '#report/resolved.js';
import { manifestFindings } from '#report/verify-manifest.js';
import { FileCheck } from './verify-files.js';
import { importedInput, importedResults } from './verify-imported.js';
import { checkInputs, type InputPlaces } from './verify-inputs.js';
import { attemptFindings, JournaledEnds, metricFindings } from './verify-records.js';

export interface VerifyingWorld {
  readonly store: ResultReader;
  readonly files: KeptFiles;
}

export interface VerifyRequest {
  readonly runSet: RunSet;
  /** Null: inputs are not asked for. */
  readonly places: InputPlaces | null;
  /** A manifest of this run set that was kept elsewhere: what nobody with this database alone can have changed. */
  readonly saved: Plain<Manifest> | null;
  /** Told after each file. */
  readonly tell: () => void;
}

export async function verifyRun(world: VerifyingWorld, request: VerifyRequest): Promise<Verification> {
  const { runSet, places, saved, tell } = request;
  const { store } = world;
  const imported = runSet.imported ? store.imported(runSet.id) : undefined;
  const plan = store.plan(runSet.id);
  const attempts = store.attempts(runSet.id);
  const results = await checkResults(world, { runSet, plan, tell });
  const inputs = places ? await checkInputs(world.files, { runSet, plan, places, tell }) : null;
  return {
    complete: isComplete(plan, attempts),
    open: attempts.filter(({ outcome }) => outcome === undefined).length,
    results: imported ? { ...importedResults(imported), attempts: 0 } : results,
    inputs:
      imported && inputs && places?.table
        ? joined(inputs, await importedInput(world.files, imported, { place: places.table, tell }))
        : inputs,
    saved: saved ? { findings: manifestFindings(saved, manifestNow(store, { runSet, plan, saved })) } : null,
  };
}

function joined(one: CheckedFiles, other: CheckedFiles): CheckedFiles {
  const findings = [...one.findings, ...other.findings];
  return { files: one.files + other.files, bytes: one.bytes + other.bytes, findings };
}

interface Subject {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly tell: () => void;
}

async function checkResults(world: VerifyingWorld, subject: Subject): Promise<Verification['results']> {
  const { store } = world;
  const { runSet, plan, tell } = subject;
  const check = new FileCheck(tell);
  const journal = new JournaledEnds(store.journal(runSet.id, 0));
  const records: Finding[] = [];
  const conversions: AttemptRecord[] = [];
  let [attempts, recomputed] = [0, 0];
  const found = digestOfPlan(plan);
  if (found !== runSet.planDigest) records.push({ kind: 'plan', expected: runSet.planDigest, found });
  const slugs = new Map(plan.cells.map(({ key, slug }) => [key, slug]));
  for (const record of store.eachRecord(runSet.id)) {
    attempts += 1;
    if (record.work.kind === 'conversion') conversions.push(record);
    const owned = ownedBy(record, slugs);
    const samples = await checkAttempt(world.files, { record, check, owned });
    if (samples.recomputed) recomputed += 1;
    const own = [...attemptFindings(runSet.id, record), ...journal.findings(record), ...samples.findings];
    records.push(...own.map((finding) => ({ ...finding, ...owned })));
  }
  records.push(...journal.left());
  await checkArtifacts(world, { plan, conversions, check });
  const files = check.checked();
  return { ...files, findings: [...files.findings, ...records], attempts, recomputed };
}

type Owned = { readonly owner?: Owner };

/** A conversion belongs to many cells, and an amended plan may have lost the cell. */
function ownedBy({ work }: AttemptRecord, slugs: ReadonlyMap<CellKey, string>): Owned {
  if (work.kind === 'conversion') return {};
  const cell = slugs.get(work.cell);
  return cell === undefined ? {} : { owner: { cell, session: work.kind === 'session' ? work.ordinal : null } };
}

/** Its files; and of a session, whether its metrics follow from its samples, when those are what was recorded. */
async function checkAttempt(
  files: KeptFiles,
  { record, check, owned }: { readonly record: AttemptRecord; readonly check: FileCheck; readonly owned: Owned },
): Promise<{ readonly recomputed: boolean; readonly findings: readonly Finding[] }> {
  let sound = true;
  for (const { path, role, digest, bytes } of record.files) {
    const claim = { name: path, role, expected: { digest, bytes }, ...owned };
    const same = await check.check(claim, () => files.kept(path));
    if (role === 'samples' && !same) sound = false;
  }
  // Changed samples are found already, and what would be computed from them says nothing about the database.
  if (record.work.kind !== 'session' || !sound) return { recomputed: false, findings: [] };
  const kept = record.files.find(({ role }) => role === 'samples');
  if (!kept) return { recomputed: false, findings: metricFindings(record, []) };
  const samples = await files.samples(kept.path);
  if (!samples.ok) {
    return { recomputed: false, findings: [{ kind: 'samples', name: kept.path, said: samples.error }] };
  }
  return { recomputed: true, findings: metricFindings(record, samples.value) };
}

/** Those that steps resolved to: a cached one was made in another run set, and no attempt of this one names it. */
async function checkArtifacts(
  { store, files }: VerifyingWorld,
  { plan, conversions, check }: { plan: Plan; conversions: readonly AttemptRecord[]; check: FileCheck },
): Promise<void> {
  const artifacts = store.artifacts();
  for (const step of plan.steps) {
    const made = resolved(step, { records: conversions, artifacts })?.made;
    if (made?.kind !== 'bytes') continue;
    const { digest, bytes } = made;
    const name = `artifacts/${digest}`;
    await check.check({ name, role: 'artifact', expected: { digest, bytes } }, () => files.kept(name));
  }
}

/** Under the version that wrote the saved one: a newer program that says the same is no difference. */
function manifestNow(
  store: ResultReader,
  { runSet, plan, saved }: { runSet: RunSet; plan: Plan; saved: Plain<Manifest> },
): Manifest {
  const records = store.records(runSet.id);
  const imported = runSet.imported ? store.imported(runSet.id) : undefined;
  return manifestOf({
    ...(imported ? { imported } : {}),
    runSet,
    plan,
    records,
    artifacts: store.artifacts(),
    environments: environmentsOf(store, records),
    version: saved.predicate.runDetails.builder.version,
  });
}

function environmentsOf(store: ResultReader, records: readonly AttemptRecord[]): readonly Environment[] {
  const digests = new Set(records.flatMap(({ environment }) => (environment === null ? [] : [environment])));
  return [...digests].flatMap((digest) => store.environment(digest) ?? []);
}
