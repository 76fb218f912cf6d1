/** The version of the program: the build replaces the variable with the one of package.json. */
export const version = process.env['ORCHESTRATE_VERSION'] ?? '0.0.0-source';
