/** Collects everything that is wrong with a text, so that a user sees all of it at once. */
import { visibleUpTo } from '#core/visible.js';
import type { Diagnostic, DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';

/** A file this wrong is another kind of file: more lines help nobody. */
const problemsMax = 100;
const textMax = 120;
const listMax = 24;

export interface Problems {
  add(code: DiagnosticCode, mark: Mark, facts?: Facts): void;
  readonly count: number;
  /** In the order of the file; of one place only one kind of thing is said. */
  sorted(): Diagnostic[];
}

export function createProblems(): Problems {
  const places = new Map<string, Map<string, Diagnostic>>();
  let count = 0;
  return {
    add(code, mark, facts = {}) {
      const { line, column } = mark.span ?? { line: 0, column: 0 };
      const place = `${line}:${column}`;
      const here = places.get(place) ?? new Map<string, Diagnostic>();
      const [first] = here.values();
      if (first && first.code !== code) {
        // What is said of a place first is the nearest to the slip; what else is wrong there follows from it. Only what this
        // version cannot do yet comes later than the schema, which takes it for a wrong type.
        if (first.code !== 'spec/wrong-type' || code !== 'spec/not-yet') return;
        count -= here.size;
        here.clear();
      }
      const diagnostic: Diagnostic = { code, severity: 'error', ...mark, facts: bounded(facts) };
      const key = JSON.stringify(diagnostic.facts);
      if (here.has(key)) return;
      places.set(place, here.set(key, diagnostic));
      count += 1;
    },
    get count() {
      return count;
    },
    sorted() {
      const all = withoutSecrets([...places.values()].flatMap((here) => [...here.values()])).sort(byPlace);
      const left = all.length - problemsMax;
      if (left <= 0) return all;
      const file = all[0]?.file ?? '';
      return [
        ...all.slice(0, problemsMax),
        { code: 'spec/too-many-problems', severity: 'error', file, facts: { left } },
      ];
    },
  };
}

/** A line that holds a secret is shown for nothing else that is wrong on it either. */
function withoutSecrets(all: readonly Diagnostic[]): Diagnostic[] {
  const lines = new Set(all.flatMap(({ code, span }) => (code === 'spec/secret' ? (span?.line ?? []) : [])));
  return all.map((each) => (lines.has(each.span?.line ?? 0) ? withoutText(each) : each));
}

/** Diagnostics end in terminals and logs. */
function withoutText({ code, severity, file, span, facts }: Diagnostic): Diagnostic {
  return { code, severity, file, ...(span === undefined ? {} : { span }), facts };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.span?.line ?? 0) - (b.span?.line ?? 0) || (a.span?.column ?? 0) - (b.span?.column ?? 0);
}

function boundedList(items: readonly string[]): readonly string[] {
  const shown = items.slice(0, listMax).map((item) => visibleUpTo(item, textMax));
  return items.length > listMax ? [...shown, '…'] : shown;
}

/** Facts come out of the text itself: bounded, and safe to print. */
function bounded(facts: Facts): Facts {
  const safe: Record<string, Facts[string]> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (typeof fact === 'string') safe[name] = visibleUpTo(fact, textMax);
    else safe[name] = typeof fact === 'object' && fact !== null ? boundedList(fact) : fact;
  }
  return safe;
}
