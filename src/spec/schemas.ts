/** The JSON Schemas of `schemas/`, compiled by need: compiling costs more than reading most files. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import experiment from '../../schemas/experiment.schema.json' with { type: 'json' };
import importMapping from '../../schemas/import-mapping.schema.json' with { type: 'json' };
import inventory from '../../schemas/inventory.schema.json' with { type: 'json' };
import toolchain from '../../schemas/toolchain.schema.json' with { type: 'json' };

const schemas = { experiment, inventory, toolchain, 'import-mapping': importMapping } as const;
export type SchemaName = keyof typeof schemas;

const compiled = new Map<SchemaName, ValidateFunction>();

export function validatorOf(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const ajv = new Ajv2020({
    allErrors: true,
    // Gives each error the part of the schema that made it, from which allowed words and names are taken.
    verbose: true,
    // That the schemas are sound is a test's to say: compiling the schema of schemas takes longer than all the rest.
    meta: false,
    validateSchema: false,
    strict: false,
    code: { optimize: false },
    // One function for each definition, instead of a copy at each place that refers to it: less to compile.
    inlineRefs: false,
  });
  const validate = ajv.compile(schemas[name]);
  compiled.set(name, validate);
  return validate;
}
