/** Which version of a tool is asked for, where an experiment asks for one. */

/** A version that is asked of some tools; others have none to keep to. */
export interface AskedVersion {
  readonly wanted: string;
  /** Names of probes. */
  readonly of: readonly string[];
}

/** Undefined: none of these is asked for in a version. */
export function askedHere(tools: readonly string[], asked: AskedVersion | null): AskedVersion | undefined {
  const of = asked?.of.filter((tool) => tools.includes(tool)) ?? [];
  return asked && of.length > 0 ? { wanted: asked.wanted, of } : undefined;
}

export function askedOf(tool: string, asked: AskedVersion | null | undefined): string | undefined {
  return asked?.of.includes(tool) === true ? asked.wanted : undefined;
}
