/**
 * Boards that were acquired and not given back yet. In the store and not in a file beside it: the writer's lock says whose
 * they are, and a crash between the record and the deed leaves the record.
 */
export const schema6 = `
CREATE TABLE reservation (
  board TEXT NOT NULL PRIMARY KEY,
  release TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
`;
