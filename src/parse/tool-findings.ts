/** What a parser has found so far in the output of a tool, and at its end the reading that follows from it. */
import { plainText } from './plain-text.js';
import type { ToolLine } from './tool-lines.js';
import type { NumberProblem } from './tool-number.js';
import type { ToolFigure, ToolReading, ToolRows } from './tool-reading.js';

/** Stable words, not prose. */
export type FindingProblem = NumberProblem | 'told-twice' | 'out-of-order' | 'wrong-form' | 'broken-graph' | 'too-many';

export type FigureName = Omit<ToolFigure, 'value' | 'line'>;

/** Where something stands: a line, or a column in it. */
export interface Place extends Pick<ToolLine, 'line' | 'column' | 'ended'> {
  /** Of a cut line: what stands here shows its own end, as a number does that has its unit behind it. */
  readonly closed?: boolean;
}

const warningsMost = 50;
const saidMost = 1000;
const factMost = 300;
const figuresMost = 1000;

export class Findings {
  readonly #figures = new Map<string, ToolFigure>();
  readonly #facts = new Map<string, string | number | boolean | null>();
  readonly #warnings = new Set<string>();
  #said: string | null = null;
  #version: string | null = null;
  #trouble: { readonly place: Place; readonly figure: string; readonly problem: FindingProblem } | undefined;

  /**
   * A figure, or why it cannot be read. Of a line that was cut only what shows its own end counts; a cut number is not
   * wrong, it was not said.
   */
  figure(name: FigureName, value: number | null | NumberProblem, place: Place): void {
    if (!place.ended && (!place.closed || typeof value === 'string')) return;
    const key = keyOf(name);
    if (typeof value === 'string') this.refuse(key, value, place);
    // Which of the two would be true?
    else if (this.#figures.has(key)) this.refuse(key, 'told-twice', place);
    else if (this.#figures.size >= figuresMost) this.refuse(key, 'too-many', place);
    else this.#figures.set(key, { ...name, value, line: place.line });
  }

  /** The first thing wrong is what the reading tells: whoever reads lines may stop at it. */
  refuse(figure: string, problem: FindingProblem, place: Place): void {
    this.#trouble ??= { place, figure, problem };
  }

  get refused(): boolean {
    return this.#trouble !== undefined;
  }

  has(name: string, statistic: string, scope = 'inference'): boolean {
    return this.#figures.has(keyOf({ name, statistic, scope }));
  }

  /** Null also where the tool said that it does not know. */
  valueOf(name: string, statistic: string, scope = 'inference'): number | null {
    return this.#figures.get(keyOf({ name, statistic, scope }))?.value ?? null;
  }

  /** How many observations stand behind every figure of this name that has no count of its own: often known only later. */
  count(name: string, count: number): void {
    for (const [key, figure] of this.#figures)
      if (figure.name === name && figure.count === undefined) this.#figures.set(key, { ...figure, count });
  }

  /** The first time counts; a cut line may hold half a word, and says nothing. */
  fact(name: string, value: string | number | boolean | null, place: Place): void {
    if (!place.ended || this.#facts.has(name) || this.#facts.size >= figuresMost) return;
    this.#facts.set(name, typeof value === 'string' ? plainText(value, factMost) : value);
  }

  factOf(name: string): string | number | boolean | null | undefined {
    return this.#facts.get(name);
  }

  /** The last word counts: for what a tool corrects as it goes. */
  setFact(name: string, value: string | number | boolean | null): void {
    if (this.#facts.has(name) || this.#facts.size < figuresMost) this.#facts.set(name, value);
  }

  version(version: string, place: Place): void {
    if (place.ended) this.#version ??= plainText(version, factMost);
  }

  get versionSaid(): string | null {
    return this.#version;
  }

  warn(text: string): void {
    if (this.#warnings.size < warningsMost) this.#warnings.add(plainText(text, factMost).trim());
  }

  /** The first error; what follows it is mostly its consequence. */
  say(text: string): void {
    if (text.trim() !== '') this.#said ??= plainText(text, saidMost).trim();
  }

  /** `missing`: what must have been printed and was not. */
  end(missing: readonly string[], rows: readonly ToolRows[] = []): ToolReading {
    const told = { version: this.#version, said: this.#said, warnings: [...this.#warnings] };
    if (this.#trouble) {
      const { place, figure, problem } = this.#trouble;
      return { kind: 'unreadable', line: place.line, column: place.column, figure, problem, ...told };
    }
    const figures = [...this.#figures.values()];
    const content = { figures, facts: Object.fromEntries(this.#facts), rows, ...told };
    return missing.length > 0 ? { kind: 'incomplete', missing, ...content } : { kind: 'complete', ...content };
  }
}

function keyOf({ name, statistic, scope }: Pick<FigureName, 'name' | 'statistic' | 'scope'>): string {
  return scope === 'inference' ? `${name}-${statistic}` : `${name}-${statistic}-of-${scope}`;
}

/** The place of a part of a line. */
export function placeIn(line: ToolLine, part: string): Place {
  const at = line.text.indexOf(part);
  return { line: line.line, column: line.column + Math.max(at, 0), ended: line.ended };
}
