/** A reader of CSV that shares nothing with the writer: RFC 4180, character by character. */

export type Records = readonly Readonly<Record<string, string>>[];

export function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (inQuotes) {
      if (c !== '"') field += c;
      else if (text.charAt(at + 1) === '"') field += text.charAt(at++);
      else inQuotes = false;
    } else if (c === '"') {
      if (field !== '') throw new Error(`a quote within a field at ${at}`);
      inQuotes = true;
    } else if (c === ',') {
      record.push(field);
      field = '';
    } else if (c === '\n') {
      records.push([...record, field]);
      record = [];
      field = '';
    } else field += c;
  }
  if (inQuotes || field !== '' || record.length > 0) throw new Error('the last record does not end');
  return records;
}

export function recordsOf(text: string): Records {
  const [names = [], ...rows] = parseCsv(text);
  if (new Set(names).size !== names.length) throw new Error(`a column twice: ${names.join()}`);
  return rows.map((row) => {
    if (row.length !== names.length) throw new Error(`${row.length} fields under ${names.length} names`);
    return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']));
  });
}
