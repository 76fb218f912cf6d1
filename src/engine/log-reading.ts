/** What a reader made of a tool's words, as it is kept. */
import type { LogReading } from '#domain/log-reading.js';
import type { ToolReading } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';

/** Facts of output that is not whole are for eyes only, as its figures are. */
export function logReading(tool: LogReading['tool'], reading: ToolReading): LogReading {
  const { kind, warnings } = reading;
  return {
    tool,
    revision: toolReaders[tool].revision,
    kind,
    facts: kind === 'complete' ? reading.facts : {},
    warnings,
  };
}
