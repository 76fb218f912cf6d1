/**
 * What a person calls a run set, and what the run was narrowed to. `name` was the name of the experiment and becomes the
 * name that the person gave; run sets from before have none.
 */
export const schema2 = `
ALTER TABLE run_set RENAME COLUMN name TO experiment;
ALTER TABLE run_set ADD COLUMN name TEXT;
ALTER TABLE run_set ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE run_set ADD COLUMN selector TEXT;
`;
