/** `verify` of an imported run set: the kept texts are those of their digests, and the stored figures are what they say. */
import { canonicalJson, type Plain } from '#core/canonical-json.js';
import { type Digest, digestOf } from '#core/digest.js';
import type { Imported, ImportedCell, KeptText } from '#domain/imported.js';
import type { CheckedFiles, Finding } from '#domain/verification.js';
import type { KeptFiles } from '#ports/kept-files.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { readTable } from '#spec/import-table.js';
import { FileCheck } from './verify-files.js';

/** A byte-order mark counts in the digest of a file, and is no part of its text. */
function keptDigest({ text, digest }: KeptText): Digest {
  const marked = digestOf(`\uFEFF${text}`);
  return marked === digest ? marked : digestOf(text);
}

export function importedResults({ table, mapping, cells }: Imported): CheckedFiles & { readonly recomputed: number } {
  const texts = [table, mapping].flatMap((kept): readonly Finding[] => {
    const found = keptDigest(kept);
    if (found === kept.digest) return [];
    const seen = { kind: 'file', digest: found, bytes: new TextEncoder().encode(kept.text).length } as const;
    const expected = { digest: kept.digest, bytes: kept.bytes };
    return [{ kind: 'file', name: `${kept.path} (as kept)`, role: 'data', expected, found: seen }];
  });
  const checked = { files: 2, bytes: table.bytes + mapping.bytes };
  if (texts.length > 0) return { ...checked, findings: texts, recomputed: 0 };
  const read = reread({ table, mapping });
  const findings =
    read === undefined || figuresDigest(read) !== figuresDigest(cells) ? [differs(cells, read ?? [])] : [];
  return { ...checked, findings, recomputed: cells.length };
}

/** Undefined: a later program refuses what an earlier one took. */
function reread({ table, mapping }: Pick<Imported, 'table' | 'mapping'>): readonly ImportedCell[] | undefined {
  const rules = readImportMapping({ name: mapping.path, text: mapping.text });
  const read = rules.ok ? readTable({ name: table.path, text: table.text }, rules.value) : rules;
  return read.ok ? read.value.cells : undefined;
}

function figuresDigest(cells: readonly ImportedCell[]): Digest {
  const plain: Plain<typeof cells> = cells;
  return digestOf(canonicalJson(plain));
}

/** The first cell that is another one; `metric` names what of it, as far as that is one figure. */
function differs(stored: readonly ImportedCell[], read: readonly ImportedCell[]): Finding {
  const at = Math.max(
    0,
    read.findIndex((cell, index) => {
      const other = stored[index];
      return !other || figuresDigest([cell]) !== figuresDigest([other]);
    }),
  );
  const [is, should] = [stored[at], read[at]];
  const metric = should?.metrics.find(
    ({ column, value }) => is?.metrics.find((one) => one.column === column)?.value !== value,
  );
  const found = is?.metrics.find(({ column }) => column === metric?.column)?.value;
  const attempt = should?.slug ?? is?.slug ?? 'cells';
  return { kind: 'metric', from: 'table', attempt, metric: metric?.column ?? 'cell', expected: metric?.value, found };
}

/** The table as it lies on this machine now; the mapping is checked as experiments are. */
export async function importedInput(
  files: KeptFiles,
  { table }: Imported,
  { place, tell }: { readonly place: string; readonly tell: () => void },
): Promise<CheckedFiles> {
  const check = new FileCheck(tell);
  const { digest, bytes, path } = table;
  await check.check({ name: path, role: 'data', expected: { digest, bytes } }, () => files.input([place]));
  return check.checked();
}
